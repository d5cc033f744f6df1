package io.github.flumespark.itest.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.streaming.flume.sink.EventBatch;
import org.junit.jupiter.api.Test;

/** Durable channels: a tailed file, and agents that are killed. */
class FileChannelIT {

  private static final int PER_ROUND = 800;
  private static final int ROUNDS = 4;

  @Test
  void aTailedFileArrivesThroughAFileChannel() throws Exception {
    Path directory = Agents.workDirectory(FileChannelIT.class, "taildir");
    Path tailed = directory.resolve("access.log");
    List<String> lines = Netcat.numbered("line", 300);
    Files.write(tailed, lines.subList(0, 150));
    String properties =
        """
        agent.sources = tail
        agent.channels = ch
        agent.sinks = spark-sink

        agent.sources.tail.type = TAILDIR
        agent.sources.tail.filegroups = log
        agent.sources.tail.filegroups.log = %s
        agent.sources.tail.headers.log.file = access
        agent.sources.tail.positionFile = %s
        agent.sources.tail.maxBackoffSleep = 200
        agent.sources.tail.channels = ch
        """
                .formatted(tailed, directory.resolve("positions.json"))
            + Agents.fileChannel(directory)
            + Agents.sink(0);
    try (AgentProcess agent = AgentSetup.of("agent", properties).start(directory);
        PollingClient client = new PollingClient(agent.awaitSinkPort(Agents.SINK))) {

      List<EventBatch> first = Consumer.receive(client, 100, 150);
      for (EventBatch batch : first) {
        client.nack(batch);
      }
      Files.write(tailed, lines.subList(150, 300), StandardOpenOption.APPEND);
      List<EventBatch> all = new ArrayList<>();
      for (EventBatch batch : Consumer.receive(client, 100, 300)) {
        client.ack(batch);
        all.add(batch);
      }

      assertThat(Consumer.bodies(all)).containsExactlyInAnyOrderElementsOf(lines);
      assertThat(PollingClient.headers(all.get(0).getEvents().get(0)))
          .containsEntry("file", "access");
    }
  }

  /**
   * Netcat answers once an event is in the channel, and the sink answers an ack once it is out, so
   * this counts exactly: nothing is lost, and nothing that was acknowledged comes again.
   */
  @Test
  void killedAgentsLoseNoEventAndRepeatNoneThatWasAcknowledged() throws Exception {
    Path directory = Agents.workDirectory(FileChannelIT.class, "killed");
    AgentSetup setup =
        AgentSetup.of(
            "agent", Agents.netcatToFile(directory) + Agents.sink(0, "pollTimeout = 500"));
    List<String> sent = new ArrayList<>();
    List<String> acked = new ArrayList<>();

    for (int round = 0; round < ROUNDS; round++) {
      try (AgentProcess agent = setup.start(directory)) {
        sent.addAll(feed(agent, "round" + round));
        acked.addAll(ackSomeAndLeaveSome(agent));
        agent.kill();
      }
    }
    try (AgentProcess agent = setup.start(directory);
        PollingClient client = new PollingClient(agent.awaitSinkPort(Agents.SINK))) {
      acked.addAll(Consumer.drain(client, 1000, sent.size() - acked.size()));
      assertThat(client.poll(1000).getEvents()).isEmpty();
    }

    assertThat(sent).hasSizeGreaterThanOrEqualTo(2000);
    assertThat(acked).containsExactlyInAnyOrderElementsOf(sent);
  }

  private static List<String> feed(AgentProcess agent, String prefix) throws Exception {
    try (Netcat netcat = new Netcat(agent.awaitNetcatPort(0))) {
      return netcat.sendNumbered(prefix, PER_ROUND);
    }
  }

  private static List<String> ackSomeAndLeaveSome(AgentProcess agent) throws Exception {
    int port = agent.awaitSinkPort(Agents.SINK);
    List<String> acked = new ArrayList<>();
    try (PollingClient one = new PollingClient(port);
        PollingClient two = new PollingClient(port)) {
      List<EventBatch> open = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        open.addAll(Consumer.receive(one, 70, 1));
        EventBatch settled = Consumer.receive(two, 50, 1).get(0);
        two.ack(settled);
        acked.addAll(PollingClient.bodies(settled));
      }
      assertThat(open).hasSize(3);
    }
    return acked;
  }
}
