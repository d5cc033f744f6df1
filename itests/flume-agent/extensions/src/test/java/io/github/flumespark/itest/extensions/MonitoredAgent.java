package io.github.flumespark.itest.extensions;

import static org.awaitility.Awaitility.await;

import io.github.flumespark.itest.agent.AgentProcess;
import io.github.flumespark.itest.agent.AgentSetup;
import io.github.flumespark.itest.agent.Agents;
import io.github.flumespark.itest.agent.FlumeHome;
import io.github.flumespark.itest.agent.HttpFeed;
import io.github.flumespark.itest.agent.PollingClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An agent with the monitor, an HTTP source, a memory channel and a sink with a transformer; and
 * with two more channels, whose names would run a script in a page that took them for one. Only one
 * of them is in use, so that Flume shows its bean; no bean can have the other's name.
 */
final class MonitoredAgent implements AutoCloseable {

  static final String IMAGE = "<img/src/onerror=alert(1)>";
  static final String SCRIPT = "<script>alert(1)</script>";

  private static final Pattern CONNECTOR =
      Pattern.compile("Started ServerConnector@.*\\{[^{}]*:(\\d+)\\}");

  private final AgentProcess process;
  private final int port;
  private final HttpFeed feed;
  private final long started = System.nanoTime();

  /**
   * Starts it.
   *
   * @param monitorPort 0 takes a free one
   */
  MonitoredAgent(Path workDirectory, int monitorPort) throws IOException, InterruptedException {
    this(workDirectory, monitorPort, properties());
  }

  /** One with other properties, which begin with its name, and more options of the JVM. */
  MonitoredAgent(Path workDirectory, int monitorPort, String properties, String... options)
      throws IOException, InterruptedException {
    FlumeHome home =
        FlumeHome.assembled().withPlugins(Path.of(System.getProperty("plugins.directory")));
    process =
        AgentSetup.of(properties.substring(0, properties.indexOf('.')), properties)
            .withHome(home)
            .withHeap("64m")
            .withJvmOptions(
                Stream.concat(
                        Stream.of(
                            "-Dflume.monitoring.type=io.github.flumespark.monitor.AgentMonitor",
                            "-Dflume.monitoring.port=" + monitorPort),
                        Stream.of(options))
                    .toArray(String[]::new))
            .start(workDirectory);
    try {
      Matcher line =
          process
              .log()
              .await("Monitor is listening on http://127.0.0.1:(\\d+)/", 0, Duration.ofMinutes(2));
      port = Integer.parseInt(line.group(1));
      feed = new HttpFeed(sourcePort());
    } catch (InterruptedException | RuntimeException e) {
      process.close();
      throw e;
    }
  }

  /** The option with which the monitor wants a token, in a file that is written here. */
  static String token(Path file, String token) throws IOException {
    Files.createDirectories(file.getParent());
    return "-Dflume.monitoring.bearer-token-file=" + Files.writeString(file, token + "\n");
  }

  static String properties() {
    return HttpFeed.SOURCE
            .replace("agent.channels = ch", "agent.channels = ch %s %s".formatted(IMAGE, SCRIPT))
            .replace("agent.sinks = ", "agent.sinks = nowhere ")
        + """
        agent.channels.ch.type = memory
        agent.channels.ch.capacity = 1000
        agent.channels.%s.type = memory
        agent.channels.%s.type = memory
        """
            .formatted(IMAGE.replace("=", "\\="), SCRIPT)
        + "agent.sinks.nowhere.type = null\nagent.sinks.nowhere.channel = %s\n".formatted(SCRIPT)
        + Agents.sink(
            0,
            "linger = 20000",
            "pollTimeout = 2000",
            "transformers = no-debug",
            "transformers.no-debug.type = event-filter",
            "transformers.no-debug.action = drop",
            "transformers.no-debug.body.glob = *DEBUG*");
  }

  /** The monitor's Jetty says the same as the source's. */
  private int sourcePort() {
    return await("the port of the HTTP source")
        .atMost(Duration.ofMinutes(1))
        .until(
            () ->
                process.log().since(0).stream()
                    .map(CONNECTOR::matcher)
                    .filter(Matcher::find)
                    .map(found -> Integer.parseInt(found.group(1)))
                    .filter(found -> found != port)
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  /** Adds a channel of that name to the configuration, which the agent takes up while it runs. */
  void addChannel(String name) throws IOException {
    process.reconfigure(
        properties().replace("agent.channels = ", "agent.channels = %s ".formatted(name))
            + "agent.channels.%s.type = memory\n".formatted(name));
  }

  /** For how long it has run. */
  Duration age() {
    return Duration.ofNanos(System.nanoTime() - started);
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:%d%s".formatted(port, path));
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(uri(path)).timeout(Duration.ofMinutes(1)).build(),
            HttpResponse.BodyHandlers.ofString());
  }

  /** Status and body of the health check, for who has the token of this test. */
  String health() throws IOException, InterruptedException {
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(uri("/health"))
                    .header("Authorization", "Bearer s3cr3t")
                    .timeout(Duration.ofMinutes(1))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    return response.statusCode() + " " + response.body();
  }

  /** Puts events into the channel. */
  void send(String body, int count) throws IOException, InterruptedException {
    List<HttpFeed.Event> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      events.add(new HttpFeed.Event(Map.of("hidden-header", "hidden-value"), body));
    }
    feed.put(events);
  }

  PollingClient connect() throws IOException, InterruptedException {
    return new PollingClient(process.awaitSinkPort(Agents.SINK));
  }

  AgentProcess process() {
    return process;
  }

  @Override
  public void close() {
    process.close();
  }
}
