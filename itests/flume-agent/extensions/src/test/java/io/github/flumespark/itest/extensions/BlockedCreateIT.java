package io.github.flumespark.itest.extensions;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flumespark.itest.agent.Agents;
import io.github.flumespark.itest.agent.PollingClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.spark.streaming.flume.sink.EventBatch;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformerFactory;
import org.junit.jupiter.api.Test;

/** An extension whose create never returns: who hears of it, and who does not have to wait. */
class BlockedCreateIT {

  private static final Duration LIMIT = Duration.ofSeconds(90);

  private static final String HUNG = "transformers = t1\ntransformers.t1.type = hung";

  private static final String WARNING =
      "WARN .*Sink 'spark': create\\(\\) of the transformer t1 \\("
          + HungFactory.class.getName()
          + "\\) has not returned for \\d+ s";

  @Test
  void theLogNamesItAndTheAgentStillEndsWhenItIsTold() throws Exception {
    try (RoutedAgent agent = start("sigterm")) {
      agent.process().log().await(WARNING, 0, LIMIT);
      agent.process().log().await("\tat " + HungFactory.class.getName() + ".create", 0, LIMIT);

      // By its handle: the process object would close the pipe of the log.
      ProcessHandle.of(agent.process().pid()).orElseThrow().destroy();

      assertThat(agent.process().awaitExit(Duration.ofSeconds(60))).isNotZero();
      assertThat(agent.logged("has not returned yet, and a start waits no longer")).isNotEmpty();
    }
  }

  /** Flume's reload waits for the start with a lock, so it is the start that must not last. */
  @Test
  void aReloadWithoutItIsTakenUp() throws Exception {
    try (RoutedAgent agent = start("reload")) {
      agent.process().log().await(WARNING, 0, LIMIT);

      agent.reconfigure(Map.of("spark", "linger = 100"));

      try (PollingClient client = agent.connect("spark")) {
        agent.send("spark", "served");
        EventBatch batch = Received.poll(client, 1);
        client.ack(batch);
        assertThat(PollingClient.bodies(batch)).containsExactly("served");
      }
      assertThat(agent.logged("and a start waits no longer than 10 s")).isNotEmpty();
    }
  }

  private static RoutedAgent start(String name) throws Exception {
    Path directory = Agents.workDirectory(BlockedCreateIT.class, name);
    Path plugins = PluginJar.plugins(EventTransformerFactory.class, HungFactory.class, directory);
    return RoutedAgent.start(directory, Map.of("spark", HUNG), plugins);
  }
}
