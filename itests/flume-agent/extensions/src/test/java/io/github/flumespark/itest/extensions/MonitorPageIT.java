package io.github.flumespark.itest.extensions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.flumespark.itest.agent.Agents;
import io.github.flumespark.itest.agent.PollingClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.apache.spark.streaming.flume.sink.EventBatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogType;

/** What somebody sees who opens the page of a real agent in a real browser. */
class MonitorPageIT {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private ChromeDriver browser;

  @BeforeEach
  void open() {
    browser = Browser.startOrSkip();
  }

  @AfterEach
  void close() {
    if (browser != null) {
      browser.quit();
    }
  }

  @Test
  void thePageTellsWhetherEventsFlowWhereTheyWaitAndWhoTakesThem() throws Exception {
    Path directory = Agents.workDirectory(MonitorPageIT.class, "agent");
    int port = Agents.freePort();
    try (MonitoredAgent agent = new MonitoredAgent(directory.resolve("first"), port)) {
      browser.get(agent.uri("/").toString());
      awaitText("verdict", "Idle: nothing comes in and nothing waits.");
      namesAreTextsAndNothingElse();

      agent.send("secret-body", 40);
      awaitText("verdict", "nobody takes");

      try (PollingClient client = agent.connect()) {
        agent.send("a DEBUG line", 5);
        client.nack(Received.poll(client, 10));
        // As long as the page has not seen it: a rate needs events between two of its looks.
        await("events flow")
            .atMost(LIMIT)
            .until(
                () -> {
                  agent.send("secret-body", 10);
                  client.ack(Received.poll(client, 10));
                  return text("verdict").startsWith("Events flow");
                });
        awaitText("takers", "Taken by 127.0.0.1 (from spark-sink).");
        awaitText("clients", "127.0.0.1");
        awaitText("chains", "1. no-debug");
        awaitText("warnings", "WARN");
        Received.poll(client, 5);
        awaitText("sinks", "open batches\n1 (5 events)");
        assertThat(text("channels")).contains("events wait", "% of 1,000");
        assertThat(browser.getPageSource())
            .doesNotContain("secret", "hidden-header", "hidden-value");
        worksWithoutAMouse();
        isReadableInTheDarkAndOnAPhone();
      }
    }
    await("the page says that the agent is gone")
        .atMost(LIMIT)
        .until(() -> text("gone").contains("The agent does not answer since"));

    try (MonitoredAgent agent =
        new MonitoredAgent(
            directory.resolve("second"),
            port,
            MonitoredAgent.properties(),
            MonitoredAgent.token(directory.resolve("token"), "s3cr3t"))) {
      await("the page comes back by itself").atMost(LIMIT).until(() -> text("gone").isEmpty());
      whoHasTheTokenOperatesTheSinks(agent);
      int mark = agent.process().log().mark();
      agent.addChannel("added");
      awaitText("channels", "added");
      agent.process().log().await("is not written at level DEBUG on its behalf", mark, LIMIT);
    }
    assertThat(browser.manage().logs().get(LogType.BROWSER).getAll())
        .as("errors of the script, and what the policy forbade; an agent that is gone is neither")
        .filteredOn(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .allMatch(entry -> entry.getMessage().contains("Failed to load resource"));
  }

  private void whoHasTheTokenOperatesTheSinks(MonitoredAgent agent) throws Exception {
    awaitText("verdict", "This agent tells nothing without its token.");
    give("wrong");
    awaitText("done", "The token is wrong.");
    give("s3cr3t");
    awaitText("verdict", "Idle: nothing comes in and nothing waits.");
    await("the form to go")
        .atMost(LIMIT)
        .until(() -> !browser.findElement(By.id("given")).isDisplayed());
    try (PollingClient client = agent.connect();
        AgentBeans beans = new AgentBeans(agent.process())) {
      press("Pause delivery");
      awaitText("notices", "sink spark-sink has been paused by an operator for");
      awaitText("verdict", "Delivery is paused by an operator");
      agent.send("secret-body", 10);
      assertThat(client.poll(10).getEvents()).isEmpty();
      awaitText("verdict", "10 wait");
      assertThat(agent.health()).startsWith("200 {\"status\":\"paused\"");

      press("Resume delivery");
      EventBatch batch = Received.poll(client, 10);
      await("no notice").atMost(LIMIT).until(() -> text("notices").isEmpty());

      press("Log at DEBUG for 10 min");
      awaitText("sinks", "Log at DEBUG for another");
      client.ack(batch);
      agent.process().log().await("\\[DEBUG - .*ended as ACKED", 0, LIMIT);
      press("End DEBUG log");
      await("the time to end")
          .atMost(LIMIT)
          .until(() -> beans.count("spark-sink", "DebugLogSeconds") == 0);

      press("Close connections");
      awaitText("done", "1 connections of 127.0.0.1 have been closed.");
    }
    untilTheSinkStops(agent);
  }

  private static void untilTheSinkStops(MonitoredAgent agent) throws Exception {
    int marked = agent.process().log().mark();
    try (PollingClient client = agent.connect();
        AgentBeans beans = new AgentBeans(agent.process())) {
      agent.send("secret-body", 2);
      client.ack(Received.poll(client, 1));
      assertThat(agent.process().log().since(marked)).noneMatch(line -> line.contains("[DEBUG"));
      beans.invoke("spark-sink", "startDebugLog");
      client.ack(Received.poll(client, 1));
      agent.process().log().await("\\[DEBUG - .*ended as ACKED", marked, LIMIT);
    }
  }

  private void give(String token) {
    browser.findElement(By.id("given")).sendKeys(token + Keys.ENTER);
  }

  /** As soon as there is such a button, which the next look may exchange for another. */
  private void press(String words) {
    await("the button '%s'".formatted(words))
        .atMost(LIMIT)
        .ignoreExceptions()
        .until(
            () -> {
              browser.findElement(By.xpath("//button[text()='%s']".formatted(words))).click();
              return true;
            });
  }

  private void namesAreTextsAndNothingElse() {
    awaitText("channels", MonitoredAgent.IMAGE);
    awaitText("channels", MonitoredAgent.SCRIPT + "\nmemory\n0 events wait");
    assertThat(browser.findElements(By.tagName("img"))).isEmpty();
    assertThat(browser.findElements(By.tagName("script"))).hasSize(1);
  }

  private void worksWithoutAMouse() {
    browser.findElement(By.tagName("body")).sendKeys(Keys.TAB);
    assertThat(browser.switchTo().activeElement().getText()).isEqualTo("Freeze this page");
    browser.switchTo().activeElement().sendKeys(Keys.ENTER);
    assertThat(browser.switchTo().activeElement().getAttribute("aria-pressed")).isEqualTo("true");
    browser.switchTo().activeElement().sendKeys(Keys.SPACE);
    assertThat(browser.switchTo().activeElement().getText()).isEqualTo("Freeze this page");
  }

  private void isReadableInTheDarkAndOnAPhone() {
    colours("dark");
    assertThat(browser.executeScript("return getComputedStyle(document.body).backgroundColor"))
        .as("a dark background")
        .isEqualTo("rgb(18, 22, 28)");
    colours("light");
    size(390, 844, true);
    await("what fits a phone")
        .atMost(LIMIT)
        .until(
            () ->
                Boolean.TRUE.equals(
                    browser.executeScript(
                        "return document.documentElement.scrollWidth <= innerWidth")));
    size(1280, 1000, false);
  }

  private void colours(String scheme) {
    browser.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  private void size(int width, int height, boolean phone) {
    browser.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", phone));
  }

  private void awaitText(String id, String text) {
    await("'%s' in #%s".formatted(text, id)).atMost(LIMIT).until(() -> text(id).contains(text));
  }

  private String text(String id) {
    return browser.findElement(By.id(id)).getText();
  }
}
