package io.github.flumespark.itest.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.apache.spark.streaming.flume.sink.EventBatch;
import org.apache.spark.streaming.flume.sink.SparkSinkEvent;
import org.junit.jupiter.api.Test;

/** The properties file changes under a running agent: Flume stops the sink and starts a new one. */
class ReconfigureIT {

  private static final String INTERCEPTOR =
      """
      agent.sources.netcat.interceptors = era
      agent.sources.netcat.interceptors.era.type = static
      agent.sources.netcat.interceptors.era.key = era
      agent.sources.netcat.interceptors.era.value = second
      """;

  @Test
  void theSinkServesAgainOnItsPortAndNothingIsLost() throws Exception {
    int port = Agents.freePort();
    String properties = Agents.netcatToMemory() + Agents.sink(port, "pollTimeout = 60000");
    try (AgentProcess agent =
            AgentSetup.of("agent", properties)
                .start(Agents.workDirectory(ReconfigureIT.class, "agent"));
        PollingClient before = connect(agent, 0);
        PollingClient waiting = connect(agent, 0)) {
      List<String> sent = new ArrayList<>(feed(agent, 0, "first"));
      List<EventBatch> open = Consumer.receive(before, 1000, sent.size());
      assertThat(waiting.poll(0).getErrorMsg()).isNotEmpty();
      Future<EventBatch> poll = waiting.startPoll(10);

      int mark = agent.log().mark();
      agent.reconfigure(Agents.netcatToMemory() + INTERCEPTOR + Agents.sink(port, "threads = 2"));

      assertThat(agent.awaitSinkPort(Agents.SINK, mark)).isEqualTo(port);
      assertThat(Consumer.bodies(open)).containsExactlyElementsOf(sent);
      await("the poll that waited has its answer, or lost its connection")
          .atMost(Duration.ofSeconds(15))
          .until(poll::isDone);
      sent.addAll(feed(agent, mark, "second"));
      try (PollingClient after = connect(agent, mark)) {
        List<EventBatch> batches = Consumer.receive(after, 1000, sent.size());
        for (EventBatch batch : batches) {
          after.ack(batch);
        }
        assertThat(Consumer.bodies(batches)).containsExactlyInAnyOrderElementsOf(sent);
        assertThat(batches.get(batches.size() - 1).getEvents())
            .last()
            .extracting(ReconfigureIT::era)
            .isEqualTo("second");
      }
    }
  }

  private static PollingClient connect(AgentProcess agent, int mark) throws Exception {
    return new PollingClient(agent.awaitSinkPort(Agents.SINK, mark));
  }

  private static List<String> feed(AgentProcess agent, int mark, String prefix) throws Exception {
    try (Netcat netcat = new Netcat(agent.awaitNetcatPort(mark))) {
      return netcat.sendNumbered(prefix, 60);
    }
  }

  private static String era(SparkSinkEvent event) {
    return PollingClient.headers(event).get("era");
  }
}
