package io.github.flumespark.osgi.agent;

import static io.github.flumespark.osgi.agent.TestAgents.sequence;
import static io.github.flumespark.osgi.agent.TestAgents.without;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.flumespark.osgi.FlumeAgent.Kind;
import io.github.flumespark.osgi.extension.Providers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flume.node.MaterializedConfiguration;
import org.junit.jupiter.api.Test;

/** What an agent leaves. */
class AgentEndTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  @Test
  void aChannelThatIsKeptLosesNothing() throws Exception {
    RunningAgent agent = start("web", without(sequence(7, "mem"), "web.sinks"));
    await("the source is done").atMost(LIMIT).until(() -> size("mem") == 7);

    agent.stop();

    assertThat(agent.forget(agent.channels())).isEmpty();
    assertThat(size("mem")).as("its bean, which it can't show again").isEqualTo(7);
  }

  @Test
  void eventsThatAMemoryChannelTakesWithItAreTold() throws Exception {
    RunningAgent agent = start("web", without(sequence(7, "mem"), "web.sinks"));
    await("the source is done").atMost(LIMIT).until(() -> size("mem") == 7);

    agent.stop();

    assertThat(agent.forget(List.of()))
        .containsExactly(
            "7 events in channel 'mem' are thrown away: a memory channel ends with its"
                + " configuration, with the bundle of Flume and with the framework");
  }

  @Test
  void noBeanStays() throws Exception {
    RunningAgent agent = start("web", sequence(1, "seen"));
    await("the beans").atMost(LIMIT).until(() -> size("seen") >= 0 && sources("seq"));

    agent.stop();
    agent.forget(List.of());

    assertThat(size("seen")).isEqualTo(-1);
    assertThat(sources("seq")).isFalse();
  }

  @Test
  void theBeanOfAnotherAgentIsNeitherReadNorRemoved() throws Exception {
    RunningAgent older = start("web", sequence(1, "shared"));
    await("the older one's").atMost(LIMIT).until(() -> size("shared") >= 0);
    RunningAgent younger = start("web", sequence(1, "shared"));
    FlumeBeans stranger = new FlumeBeans();

    assertThat(stranger.attributes(Kind.CHANNEL, "shared")).isEmpty();
    older.stop();
    older.forget(List.of());
    assertThat(size("shared")).isGreaterThanOrEqualTo(0);

    younger.stop();
    younger.forget(List.of());
    assertThat(size("shared")).isEqualTo(-1);
  }

  private static RunningAgent start(String name, Map<String, String> properties) throws Exception {
    MaterializedConfiguration loaded = new ConfigurationLoader(name).load(properties);
    RunningAgent agent =
        new RunningAgent(name, loaded, new FlumeBeans(), () -> Providers.NONE, () -> {});
    agent.start();
    return agent;
  }

  private static long size(String channel) {
    return Beans.attribute("channel", channel, "ChannelSize").map(Long.class::cast).orElse(-1L);
  }

  private static boolean sources(String name) {
    return Beans.attribute("source", name, "EventAcceptedCount").isPresent();
  }
}
