package io.github.flumespark.itest.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.spark.streaming.flume.sink.EventBatch;
import org.junit.jupiter.api.Test;

/** Spark polls for 1,000 events; a memory channel gives at most 100 in a transaction by default. */
class MemoryChannelIT {

  @Test
  void aPollForMoreThanTheChannelGivesInATransactionIsCutNotRefused() throws Exception {
    String properties = Agents.netcatToMemory() + Agents.sink(0);
    try (AgentProcess agent =
            AgentSetup.of("agent", properties)
                .start(Agents.workDirectory(MemoryChannelIT.class, "agent"));
        Netcat netcat = new Netcat(agent.awaitNetcatPort(0));
        PollingClient client = new PollingClient(agent.awaitSinkPort(Agents.SINK))) {
      List<String> sent = netcat.sendNumbered("event", 350);

      List<EventBatch> batches = Consumer.receive(client, 1000, 350);

      assertThat(batches).allSatisfy(batch -> assertThat(batch.getEvents()).hasSizeBetween(1, 100));
      assertThat(batches).first().satisfies(b -> assertThat(b.getEvents()).hasSize(100));
      assertThat(Consumer.bodies(batches)).containsExactlyElementsOf(sent);
    }
  }
}
