package io.github.flumespark.itest.extensions;

import io.github.flumespark.itest.agent.AgentProcess;
import io.github.flumespark.itest.agent.AgentSetup;
import io.github.flumespark.itest.agent.Agents;
import io.github.flumespark.itest.agent.FlumeHome;
import io.github.flumespark.itest.agent.Netcat;
import io.github.flumespark.itest.agent.PollingClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * An agent with the monitor, a netcat source, a memory channel, the sink, and a logger beside it.
 */
final class MonitoredAgent implements AutoCloseable {

  /** A name that would run a script in a page that took it for one. */
  static final String HOSTILE = "<img/src/onerror=document.title='owned'>";

  private final AgentProcess process;
  private final int port;
  private final int mark;
  private Netcat netcat;

  /**
   * Starts it.
   *
   * @param port the monitor's; 0 takes a free one
   * @param sinkKeys of the form {@code key = value}
   */
  MonitoredAgent(Path workDirectory, int port, String... sinkKeys)
      throws IOException, InterruptedException {
    List<String> keys = new ArrayList<>(List.of(sinkKeys));
    keys.add("linger = 20000");
    keys.add("pollTimeout = 2000");
    String properties =
        Agents.netcatToMemory().replace("agent.channels = ch", "agent.channels = ch " + hostile())
            + Agents.sink(0, keys.toArray(String[]::new))
            + "agent.channels.%s.type = memory\n".formatted(hostile());
    FlumeHome home =
        FlumeHome.assembled().withPlugins(Path.of(System.getProperty("plugins.directory")));
    process =
        AgentSetup.of("agent", properties)
            .withHome(home)
            .withHeap("64m")
            .withJvmOptions(
                "-Dflume.monitoring.type=io.github.flumespark.monitor.AgentMonitor",
                "-Dflume.monitoring.port=" + port)
            .start(workDirectory);
    mark = 0;
    this.port =
        Integer.parseInt(
            process
                .log()
                .await(
                    "Monitor is listening on http://127.0.0.1:(\\d+)/", mark, Duration.ofMinutes(2))
                .group(1));
    netcat = new Netcat(process.awaitNetcatPort(mark));
  }

  /** The hostile name as a key of a properties file. */
  private static String hostile() {
    return HOSTILE.replace("=", "\\=");
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:%d%s".formatted(port, path));
  }

  int port() {
    return port;
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(uri(path)).timeout(Duration.ofMinutes(1)).build(),
            HttpResponse.BodyHandlers.ofString());
  }

  void send(int events) throws IOException {
    netcat.sendNumbered("secret", events);
  }

  PollingClient connect() throws IOException, InterruptedException {
    return new PollingClient(process.awaitSinkPort(Agents.SINK, mark));
  }

  AgentProcess process() {
    return process;
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
