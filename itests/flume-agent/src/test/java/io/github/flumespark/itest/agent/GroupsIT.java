package io.github.flumespark.itest.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.streaming.flume.sink.EventBatch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two sinks on one channel, each on its own or in a group, through the life of an agent. */
class GroupsIT {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration END = Duration.ofSeconds(15);
  private static final int TERMINATED = 143;
  private static final String OTHER = "other";
  private static final String SERVING = "Spark sink spark-sink is listening";

  private Path directory;
  private AgentProcess agent;

  /** Where in the log the sinks and the source were started last. */
  private int started;

  @ParameterizedTest
  @CsvSource({
    "default, Unable to deliver event",
    "failover, Sink other failed and has been sent to failover list",
    "load_balance, Sink failed to consume event. Attempting next sink if available",
  })
  void bothServeFromTheStartThroughReloadAndTheDeathOfOneToTheStop(
      String processor, String takenOver) throws Exception {
    directory = Agents.workDirectory(GroupsIT.class, processor);
    try (ServerSocket taken = Agents.bind(0)) {
      int otherPort = taken.getLocalPort();
      try (AgentProcess process =
          AgentSetup.of("agent", properties(processor, otherPort, 4))
              .withHome(homeWithMortalSink())
              .start(directory)) {
        agent = process;

        bothServeOnceThePortOfTheOtherIsFree(processor, taken, otherPort);
        bothServeAfterAReload(properties(processor, otherPort, 5));
        whenOneDiesTheOtherGetsItsEvents(takenOver, otherPort);
        bothServeAfterAReload(properties(processor, otherPort, 6));
        theAgentEndsInTimeEvenIfOneCanNotStart(processor);
      }
    }
  }

  private FlumeHome homeWithMortalSink() throws Exception {
    FlumeHome home = FlumeHome.assembled();
    Path sink = home.pluginsPath().get(0).resolve("flume-spark-sink");
    List<Path> jars = List.of(home.lib(), sink.resolve("lib"), sink.resolve("libext"));
    Path plugins = directory.resolve("plugins.d");
    PluginJar.compile("sink/MortalSink.java", jars, directory.resolve("classes"))
        .writeTo(plugins.resolve("mortal/lib/mortal-sink.jar"));
    return home.withPlugins(plugins);
  }

  private String properties(String processor, int otherPort, int threads) {
    String sinks =
        """
        agent.sinks = spark-sink other
        agent.sinks.other.type = example.MortalSink
        agent.sinks.other.tripwire = %s
        agent.sinks.other.kept-down = %s
        agent.sinks.other.hostname = 127.0.0.1
        agent.sinks.other.port = %d
        agent.sinks.other.threads = %d
        agent.sinks.other.channel = ch
        """
            .formatted(
                directory.resolve("tripwire"), directory.resolve("kept-down"), otherPort, threads);
    String group =
        """
        agent.sinkgroups = group
        agent.sinkgroups.group.sinks = spark-sink other
        agent.sinkgroups.group.processor.type = %s
        agent.sinkgroups.group.processor.priority.spark-sink = 5
        agent.sinkgroups.group.processor.priority.other = 10
        """
            .formatted(processor);
    // The later of two equal keys wins in a properties file.
    return Agents.netcatToMemory()
        + Agents.sink(0)
        + sinks
        + (processor.equals("default") ? "" : group);
  }

  /**
   * On its own, a sink serves whatever becomes of the other. A group starts its sinks in an order
   * of Flume's own, up to the one that fails, and tries again from there.
   */
  private void bothServeOnceThePortOfTheOtherIsFree(
      String processor, ServerSocket taken, int otherPort) throws Exception {
    agent.log().await("FlumeException: .*'other'.*127\\.0\\.0\\.1:" + otherPort, 0, LIMIT);
    if (processor.equals("default")) {
      List<String> sent = feed("alone");
      try (PollingClient client = new PollingClient(agent.awaitSinkPort(Agents.SINK))) {
        assertThat(Consumer.drain(client, 10, 20)).containsExactlyElementsOf(sent);
      }
    }
    taken.close();
    assertBothServe();
    assertThat(agent.log().since(0).stream().filter(line -> line.contains(SERVING)))
        .as("one that serves is not started again")
        .hasSize(1);
  }

  private void bothServeAfterAReload(String properties) throws Exception {
    started = agent.log().mark();
    agent.reconfigure(properties);
    assertBothServe();
    assertThat(agent.log().since(started)).noneMatch(line -> line.contains("[ERROR"));
  }

  /** Each holds a batch while the other gets one: whatever the group thinks of priorities. */
  private void assertBothServe() throws Exception {
    int port = agent.awaitSinkPort(Agents.SINK, started);
    int otherPort = agent.awaitSinkPort(OTHER, started);
    List<String> sent = feed("both");
    try (PollingClient one = new PollingClient(port);
        PollingClient two = new PollingClient(otherPort)) {
      List<EventBatch> batches = new ArrayList<>(Consumer.receive(one, 10, 10));
      List<EventBatch> others = Consumer.receive(two, 10, 10);
      for (EventBatch batch : batches) {
        one.ack(batch);
      }
      for (EventBatch batch : others) {
        two.ack(batch);
      }
      batches.addAll(others);
      assertThat(Consumer.bodies(batches)).containsExactlyInAnyOrderElementsOf(sent);
    }
  }

  private void whenOneDiesTheOtherGetsItsEvents(String takenOver, int otherPort) throws Exception {
    List<String> sent = feed("orphan");
    try (PollingClient one = new PollingClient(agent.awaitSinkPort(Agents.SINK, started));
        PollingClient two = new PollingClient(otherPort)) {
      assertThat(Consumer.bodies(Consumer.receive(two, 10, 10))).isSubsetOf(sent);

      int mark = agent.log().mark();
      Path keptDown = Files.createFile(directory.resolve("kept-down"));
      Files.createFile(directory.resolve("tripwire"));

      agent.log().await("The server of other is dead", mark, LIMIT);
      agent.log().await(takenOver, mark, LIMIT);
      agent
          .log()
          .await(
              "EventDeliveryException: Spark sink 'other' is down: an I/O thread has ended",
              mark,
              LIMIT);
      assertThat(Consumer.drain(one, 10, 20)).containsExactlyInAnyOrderElementsOf(sent);

      Files.delete(keptDown);
      agent.log().await("Spark sink other has started again after it was down", mark, LIMIT);
    }
    assertBothServe();
  }

  private void theAgentEndsInTimeEvenIfOneCanNotStart(String processor) throws Exception {
    try (ServerSocket taken = Agents.bind(0)) {
      int mark = agent.log().mark();
      agent.reconfigure(properties(processor, taken.getLocalPort(), 4));
      agent.log().await("FlumeException: .*'other' can't start", mark, LIMIT);

      agent.terminate();

      assertThat(agent.awaitExit(END)).isEqualTo(TERMINATED);
    }
  }

  private List<String> feed(String prefix) throws Exception {
    try (Netcat netcat = new Netcat(agent.awaitNetcatPort(started))) {
      return netcat.sendNumbered(prefix, 20);
    }
  }
}
