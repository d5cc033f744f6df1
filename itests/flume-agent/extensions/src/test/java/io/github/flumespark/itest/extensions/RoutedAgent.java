package io.github.flumespark.itest.extensions;

import io.github.flumespark.itest.agent.AgentProcess;
import io.github.flumespark.itest.agent.AgentSetup;
import io.github.flumespark.itest.agent.FlumeHome;
import io.github.flumespark.itest.agent.Netcat;
import io.github.flumespark.itest.agent.PollingClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * An agent with a memory channel for each sink, so that one JVM serves many tests. A line's first
 * word says which sink gets the event, the second becomes its header {@code level}; both are cut
 * off its body.
 */
final class RoutedAgent implements AutoCloseable {

  private static final String SOURCE =
      """
      agent.sources = netcat
      agent.sources.netcat.type = netcat
      agent.sources.netcat.bind = 127.0.0.1
      agent.sources.netcat.port = 0
      agent.sources.netcat.interceptors = words cut app token at
      agent.sources.netcat.interceptors.words.type = regex_extractor
      agent.sources.netcat.interceptors.words.regex = ^(\\\\S+) (\\\\S+)
      agent.sources.netcat.interceptors.words.serializers = to level
      agent.sources.netcat.interceptors.words.serializers.to.name = to
      agent.sources.netcat.interceptors.words.serializers.level.name = level
      agent.sources.netcat.interceptors.cut.type = search_replace
      agent.sources.netcat.interceptors.cut.searchPattern = ^\\\\S+ \\\\S+\\\\s
      agent.sources.netcat.interceptors.app.type = static
      agent.sources.netcat.interceptors.app.key = app.name
      agent.sources.netcat.interceptors.app.value = shop
      agent.sources.netcat.interceptors.token.type = static
      agent.sources.netcat.interceptors.token.key = app.token
      agent.sources.netcat.interceptors.token.value = s3cr3t
      agent.sources.netcat.interceptors.at.type = static
      agent.sources.netcat.interceptors.at.key = at
      agent.sources.netcat.interceptors.at.value = 2026-01-02T03:04:05Z
      agent.sources.netcat.selector.type = multiplexing
      agent.sources.netcat.selector.header = to
      """;

  private final AgentProcess process;
  private Netcat netcat;
  private int started;

  private RoutedAgent(AgentProcess process) throws IOException, InterruptedException {
    this.process = process;
    try {
      netcat = new Netcat(process.awaitNetcatPort(0));
    } catch (IOException | InterruptedException | RuntimeException e) {
      process.close();
      throw e;
    }
  }

  /**
   * Starts an agent with these sinks and all of our extensions.
   *
   * @param workDirectory for its files
   * @param sinks by name, each with its own keys: lines of the form {@code key = value}
   * @param morePlugins directories that are laid out like {@code plugins.d}
   */
  static RoutedAgent start(Path workDirectory, Map<String, String> sinks, Path... morePlugins)
      throws IOException, InterruptedException {
    return start(FlumeHome.assembled(), workDirectory, sinks, morePlugins);
  }

  /** The same with another Flume. */
  static RoutedAgent start(
      FlumeHome flume, Path workDirectory, Map<String, String> sinks, Path... morePlugins)
      throws IOException, InterruptedException {
    FlumeHome home = flume.withPlugins(Path.of(System.getProperty("plugins.directory")));
    for (Path more : morePlugins) {
      home = home.withPlugins(more);
    }
    return new RoutedAgent(
        AgentSetup.of("agent", properties(sinks))
            .withHome(home)
            .withHeap("64m")
            .start(workDirectory));
  }

  private static String properties(Map<String, String> sinks) {
    String names = String.join(" ", sinks.keySet());
    StringBuilder text = new StringBuilder(SOURCE);
    text.append("agent.sources.netcat.channels = ").append(names).append('\n');
    text.append("agent.channels = ").append(names).append('\n');
    text.append("agent.sinks = ").append(names).append('\n');
    sinks.forEach(
        (name, keys) -> {
          String sink = "agent.sinks." + name + ".";
          text.append("agent.sources.netcat.selector.mapping.%s = %s\n".formatted(name, name));
          text.append("agent.channels.%s.type = memory\n".formatted(name));
          text.append(sink).append("type = org.apache.spark.streaming.flume.sink.SparkSink\n");
          text.append(sink).append("channel = ").append(name).append('\n');
          text.append(sink).append("hostname = 127.0.0.1\n").append(sink).append("port = 0\n");
          // A poll for as many events as there are is answered at once. One for more waits, so that
          // a pause of a loaded machine cuts no batch short.
          text.append(sink).append("linger = 20000\n").append(sink).append("pollTimeout = 500\n");
          keys.lines().forEach(line -> text.append(sink).append(line).append('\n'));
        });
    return text.toString();
  }

  /** Puts events into a sink's channel, with INFO as their level. */
  void send(String sink, String... bodies) throws IOException {
    sendAt("INFO", sink, bodies);
  }

  /** Puts events into a sink's channel. */
  void sendAt(String level, String sink, String... bodies) throws IOException {
    netcat.send(Arrays.stream(bodies).map(body -> sink + " " + level + " " + body).toList());
  }

  /** Connects to a sink once it listens. */
  PollingClient connect(String sink) throws IOException, InterruptedException {
    return new PollingClient(process.awaitSinkPort(sink, started));
  }

  /** Gives the agent other sinks, and waits until it takes events for them. */
  void reconfigure(Map<String, String> sinks) throws IOException, InterruptedException {
    started = process.log().mark();
    netcat.close();
    process.reconfigure(properties(sinks));
    netcat = new Netcat(process.awaitNetcatPort(started));
  }

  AgentProcess process() {
    return process;
  }

  /** The lines of the agent's log that hold a text. */
  List<String> logged(String text) {
    return process.log().since(0).stream().filter(line -> line.contains(text)).toList();
  }

  @Override
  public void close() throws IOException {
    try {
      netcat.close();
    } finally {
      process.close();
    }
  }
}
