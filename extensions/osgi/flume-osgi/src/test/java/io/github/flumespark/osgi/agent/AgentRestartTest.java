package io.github.flumespark.osgi.agent;

import static io.github.flumespark.osgi.agent.TestAgents.sequence;
import static io.github.flumespark.osgi.agent.TestAgents.with;
import static io.github.flumespark.osgi.agent.TestAgents.without;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.flumespark.osgi.FlumeAgent;
import io.github.flumespark.osgi.extension.Providers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AgentRestartTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final AgentRunner runner =
      new AgentRunner(
          "pid",
          AgentRestartTest.class.getClassLoader(),
          Duration.ofMillis(100),
          Duration.ofSeconds(30),
          () -> Providers.NONE);

  @BeforeEach
  void forget() {
    Recorder.BODIES.clear();
  }

  @AfterEach
  void stop() {
    StubbornSink.refusing = null;
    runner.close();
  }

  @Test
  void aRestartWithoutAChangeMakesNewComponents() throws Exception {
    runner.configure(sequence(2));
    awaitBodies("0", "1");
    Recorder.BODIES.clear();

    get(runner.restart());

    awaitBodies("0", "1");
    assertThat(runner.state()).isEqualTo(FlumeAgent.State.RUNNING);
  }

  @Test
  void eventsInAMemoryChannelOutliveARestart() throws Exception {
    Map<String, String> unread = new HashMap<>(without(sequence(5, "outliving"), "web.sinks"));
    runner.configure(unread);
    await("the source is done").atMost(LIMIT).until(() -> size("outliving") == 5);

    get(runner.restart());
    // The source has begun anew.
    await("the source is done again").atMost(LIMIT).until(() -> size("outliving") == 10);
  }

  @Test
  void aSinkIsRestartedAlone() throws Exception {
    runner.configure(with(sequence(1), "web.sinks.record.type", StubbornSink.class.getName()));
    await("it runs").atMost(LIMIT).until(this::allStarted);
    int before = StubbornSink.STARTS.get();

    get(runner.restart("record"));

    assertThat(StubbornSink.STARTS).hasValue(before + 1);
    assertThat(allStarted()).isTrue();
  }

  @Test
  void aRestartThatFailsSaysWhy() throws Exception {
    runner.configure(with(sequence(1), "web.sinks.record.type", StubbornSink.class.getName()));
    await("it runs").atMost(LIMIT).until(this::allStarted);
    StubbornSink.refusing = () -> new IllegalStateException("not today");

    assertThatThrownBy(() -> get(runner.restart("record"))).hasMessage("not today");
    assertThatThrownBy(() -> get(runner.restart("other")))
        .hasMessage("the agent 'web' has no sink 'other'");
  }

  @Test
  void whatDoesNotRunCanNotBeRestarted() {
    runner.configure(Map.of("web.sinks", "record"));

    assertThatThrownBy(() -> get(runner.restart()))
        .hasMessageContaining("which is none of the channels");
    assertThatThrownBy(() -> get(runner.restart("record")))
        .hasMessageContaining("which is none of the channels");
    runner.close();
    assertThatThrownBy(() -> get(runner.restart())).hasMessage("the agent is ending");
  }

  private static void get(CompletableFuture<Void> restart) throws Exception {
    try {
      restart.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw (Exception) e.getCause();
    }
  }

  private boolean allStarted() {
    List<FlumeAgent.Component> components = runner.components();
    return !components.isEmpty() && components.stream().allMatch(FlumeAgent.Component::started);
  }

  private static long size(String channel) {
    return Beans.attribute("channel", channel, "ChannelSize").map(Long.class::cast).orElse(-1L);
  }

  private static void awaitBodies(String... bodies) {
    await("the events")
        .atMost(LIMIT)
        .untilAsserted(() -> assertThat(Recorder.BODIES).contains(bodies));
  }
}
