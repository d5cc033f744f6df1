package io.github.flumespark.itest.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.apache.spark.streaming.flume.sink.EventBatch;
import org.junit.jupiter.api.Test;

/** SIGTERM at the worst moment. */
class StopIT {

  /** 128 + SIGTERM: what a JVM returns that ended by it, with any sink or none. */
  private static final int TERMINATED = 143;

  private static final Duration LIMIT = Duration.ofSeconds(15);

  @Test
  void anAgentEndsInTimeWhileABatchIsOpenAndMorePollsWaitThanThereAreThreads() throws Exception {
    String properties = Agents.netcatToMemory() + Agents.sink(0, "threads = 3");
    try (AgentProcess agent =
            AgentSetup.of("agent", properties).start(Agents.workDirectory(StopIT.class, "agent"));
        Netcat netcat = new Netcat(agent.awaitNetcatPort(0))) {
      int port = agent.awaitSinkPort(Agents.SINK);
      List<PollingClient> clients = new ArrayList<>();
      List<Future<EventBatch>> polls = new ArrayList<>();
      try {
        for (int i = 0; i < 6; i++) {
          PollingClient client = new PollingClient(port);
          clients.add(client);
          // Answered at once, and with it the handshake is done: the next poll really waits.
          assertThat(client.poll(0).getErrorMsg()).isNotEmpty();
        }
        netcat.sendNumbered("open", 10);
        assertThat(Consumer.receive(clients.get(0), 100, 10)).isNotEmpty();
        for (PollingClient client : clients) {
          polls.add(client.startPoll(100));
        }
        assertThat(polls).noneMatch(Future::isDone);

        agent.terminate();

        assertThat(agent.awaitExit(LIMIT)).isEqualTo(TERMINATED);
        assertThat(agent.log().since(0)).noneMatch(line -> line.contains("[ERROR"));
        await("each poll that waited has its answer, or lost its connection")
            .atMost(LIMIT)
            .until(() -> polls.stream().allMatch(Future::isDone));
        try (ServerSocket taken = Agents.bind(port)) {
          assertThat(taken.isBound()).isTrue();
        }
      } finally {
        clients.forEach(PollingClient::close);
      }
    }
  }

  @Test
  void openBatchesOfAFileChannelAreGivenBackBeforeTheChannelStops() throws Exception {
    Path directory = Agents.workDirectory(StopIT.class, "file");
    AgentSetup setup =
        AgentSetup.of(
            "agent", Agents.netcatToFile(directory) + Agents.sink(0, "pollTimeout = 500"));
    List<String> sent;
    try (AgentProcess agent = setup.start(directory);
        Netcat netcat = new Netcat(agent.awaitNetcatPort(0));
        PollingClient client = new PollingClient(agent.awaitSinkPort(Agents.SINK))) {
      sent = netcat.sendNumbered("open", 200);
      for (int i = 0; i < 3; i++) {
        assertThat(client.poll(50).getEvents()).isNotEmpty();
      }

      agent.terminate();

      assertThat(agent.awaitExit(LIMIT)).isEqualTo(TERMINATED);
      assertThat(agent.log().since(0)).noneMatch(line -> line.contains("[ERROR"));
    }
    try (AgentProcess agent = setup.start(directory);
        PollingClient client = new PollingClient(agent.awaitSinkPort(Agents.SINK))) {
      assertThat(Consumer.drain(client, 1000, 200)).containsExactlyInAnyOrderElementsOf(sent);
      assertThat(client.poll(1000).getEvents()).isEmpty();
    }
  }
}
