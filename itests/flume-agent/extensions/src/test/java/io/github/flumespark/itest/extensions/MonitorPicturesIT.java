package io.github.flumespark.itest.extensions;

import static org.awaitility.Awaitility.await;

import io.github.flumespark.itest.agent.Agents;
import io.github.flumespark.itest.agent.HttpFeed;
import io.github.flumespark.itest.agent.PollingClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.streaming.flume.sink.EventBatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;

/**
 * Takes the pictures of the monitor's README, of an agent as anybody might have one, after it has
 * run for some minutes. Where the property {@code screenshots} names a directory for them.
 */
@EnabledIfSystemProperty(named = "screenshots", matches = ".+")
class MonitorPicturesIT {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration RUN = Duration.ofSeconds(200);

  private static final String AGENT =
      HttpFeed.SOURCE
              .replace("agent.channels = ch", "agent.channels = clicks archive")
              .replace("agent.sinks = spark-sink", "agent.sinks = spark-sink files")
              .replace("http.channels = ch", "http.channels = clicks archive")
          + """
          agent.channels.clicks.type = memory
          agent.channels.clicks.capacity = 10000
          agent.channels.clicks.transactionCapacity = 1000
          agent.channels.archive.type = memory
          agent.channels.archive.capacity = 50000
          agent.sinks.files.type = null
          agent.sinks.files.channel = archive
          """
          + Agents.sink(
                  0,
                  "linger = 200",
                  "transformers = no-debug,tokens",
                  "transformers.no-debug.type = event-filter",
                  "transformers.no-debug.action = drop",
                  "transformers.no-debug.body.glob = *DEBUG*",
                  "transformers.tokens.type = mask",
                  "transformers.tokens.regex = token=[0-9]+")
              .replace("channel = ch", "channel = clicks");

  /** The others have another name. */
  private static final String NAMED = AGENT.replaceAll("(?m)^agent\\.", "shop.");

  @Test
  void ofAnAgentThatHasRunForAWhile() throws Exception {
    Path directory = Agents.workDirectory(MonitorPicturesIT.class, "agent");
    ChromeDriver browser = Browser.startOrSkip();
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (MonitoredAgent agent =
        new MonitoredAgent(
            directory.resolve("work"),
            0,
            NAMED,
            MonitoredAgent.token(directory.resolve("token"), "s3cr3t"))) {
      browser.get(agent.uri("/").toString());
      Future<?> feed = threads.submit(() -> feed(agent));
      Future<?> client = threads.submit(() -> drain(agent));
      browser.findElement(By.id("given")).sendKeys("s3cr3t" + Keys.ENTER);
      await("some minutes of charts")
          .pollInterval(Duration.ofSeconds(1))
          .atMost(RUN.plus(LIMIT))
          .until(() -> agent.age().compareTo(RUN) > 0);
      size(browser, 1280, 1000, false);
      colours(browser, "light");
      picture(browser, "light");
      colours(browser, "dark");
      picture(browser, "dark");
      colours(browser, "light");
      size(browser, 390, 844, true);
      picture(browser, "phone");
      feed.cancel(true);
      client.cancel(true);
    } finally {
      threads.shutdownNow();
      browser.quit();
    }
  }

  /** More at some times than at others. */
  private static Void feed(MonitoredAgent agent) throws Exception {
    for (int i = 0; !Thread.interrupted(); i++) {
      agent.send(
          i % 7 == 0 ? "DEBUG cache" : "GET /shop token=4711",
          (int) (40 + 30 * Math.sin(i / 60.0)));
      Thread.sleep(200);
    }
    return null;
  }

  /** Refuses a batch now and then, as a job does whose task has failed. */
  private static Void drain(MonitoredAgent agent) throws Exception {
    try (PollingClient client = agent.connect()) {
      for (int i = 1; !Thread.interrupted(); i++) {
        EventBatch batch = client.poll(1000);
        if (batch.getEvents().isEmpty()) {
          continue;
        }
        if (i % 20 == 0) {
          client.nack(batch);
        } else {
          client.ack(batch);
        }
        Thread.sleep(3000);
      }
    }
    return null;
  }

  private static void colours(ChromeDriver browser, String scheme) {
    browser.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  private static void size(ChromeDriver browser, int width, int height, boolean phone) {
    browser.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", phone));
  }

  private static void picture(ChromeDriver browser, String name) throws Exception {
    // The next look draws it in the size that the window has now.
    Thread.sleep(3000);
    Path directory = Files.createDirectories(Path.of(System.getProperty("screenshots")));
    Files.write(
        directory.resolve("page-%s.png".formatted(name)),
        browser.getScreenshotAs(OutputType.BYTES));
  }
}
