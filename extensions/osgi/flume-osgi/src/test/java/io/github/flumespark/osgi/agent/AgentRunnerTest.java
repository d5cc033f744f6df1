package io.github.flumespark.osgi.agent;

import static io.github.flumespark.osgi.agent.TestAgents.sequence;
import static io.github.flumespark.osgi.agent.TestAgents.with;
import static io.github.flumespark.osgi.agent.TestAgents.without;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.flumespark.osgi.FlumeAgent;
import io.github.flumespark.osgi.extension.Providers;
import java.lang.management.ManagementFactory;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import javax.management.ObjectName;
import org.apache.flume.channel.MemoryChannel;
import org.apache.flume.source.SequenceGeneratorSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real Flume agents, in this JVM. */
class AgentRunnerTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path directory;

  private final ClassLoader loader =
      new URLClassLoader(new URL[0], AgentRunnerTest.class.getClassLoader());
  private final AgentRunner runner =
      new AgentRunner(
          "pid", loader, Duration.ofMillis(100), Duration.ofSeconds(30), () -> Providers.NONE);

  @BeforeEach
  void forget() {
    Recorder.BODIES.clear();
    Recorder.loaderAtStart = null;
  }

  @AfterEach
  void stop() {
    HangingSink.letGo.countDown();
    runner.close();
  }

  @Test
  void aConfigurationStartsAnAgentAndCloseStopsIt() {
    runner.configure(sequence(10));

    awaitBodies("0", "9");
    await("the sink is up").atMost(LIMIT).until(() -> allStarted());
    assertThat(runner.name()).isEqualTo("web");
    assertThat(runner.state()).isEqualTo(FlumeAgent.State.RUNNING);
    assertThat(runner.problem()).isEmpty();
    assertThat(runner.components())
        .containsExactly(
            started(FlumeAgent.Kind.SOURCE, "seq", SequenceGeneratorSource.class, "memory"),
            started(FlumeAgent.Kind.CHANNEL, "memory", MemoryChannel.class),
            started(FlumeAgent.Kind.SINK, "record", Recorder.class, "memory"));

    runner.close();

    assertThat(runner.state()).isEqualTo(FlumeAgent.State.WAITING);
    assertThat(runner.components()).isEmpty();
    assertThat(flumesThreads()).isEmpty();
  }

  @Test
  void flumeLoadsClassesByTheLoaderOfTheBundle() {
    runner.configure(sequence(1));

    awaitBodies("0");

    assertThat(Recorder.loaderAtStart).isSameAs(loader);
  }

  @Test
  void aBrokenConfigurationIsToldAndLeavesTheAgentAlone() {
    runner.configure(sequence(1));
    awaitBodies("0");

    runner.configure(with(sequence(1), "web.sinks.record.refuse", "everything"));

    awaitProblem("sink 'record': refuse = everything");
    assertThat(runner.state()).isEqualTo(FlumeAgent.State.RUNNING);
    assertThat(allStarted()).isTrue();
  }

  @Test
  void eachWayToBeBrokenHasItsReason() {
    assertRefused(
        with(sequence(1), "web.sinks.record.refuse", "Sink 'record': no port"),
        "sink 'record': no port");
    assertRefused(
        with(sequence(1), "web.sinks", "record other"),
        "sink 'other': web.sinks.other.channel = , which is none of the channels memory");
    assertRefused(
        with(sequence(1), "web.sinks.record.channel", "nowhere"),
        "sink 'record': web.sinks.record.channel = nowhere, which is none of the channels memory");
    assertRefused(
        without(sequence(1), "web.channels.memory.type"),
        "channel 'memory': there is no web.channels.memory.type");
    assertRefused(
        with(sequence(1), "web.channels.memory.type", "org.example.Nothing"),
        "Unable to load channel type: org.example.Nothing, class: org.example.Nothing: no bundle"
            + " exports the class org.example.Nothing; is the bundle that has it installed?");
    assertRefused(
        with(sequence(1), "web.sources", "seq more"),
        "source 'more': web.sources.more.channels = , which is none of the channels memory");
    assertRefused(
        Map.of("web.channels", "memory"), "the agent 'web' has neither sources nor sinks");
    assertThat(runner.state()).isEqualTo(FlumeAgent.State.WAITING);
  }

  @Test
  void nothingYetIsNoError() {
    runner.configure(Map.of("service.pid", "pid"));

    awaitProblem("there is nothing in it yet");
    assertThat(runner.state()).isEqualTo(FlumeAgent.State.WAITING);
  }

  @Test
  void eventsInAMemoryChannelOutliveABrokenConfigurationAndAChange() {
    Map<String, String> all = sequence(5, "lasting");
    Map<String, String> unread = without(all, "web.sinks");
    runner.configure(unread);
    await("the source is done").atMost(LIMIT).ignoreExceptions().until(() -> puts("lasting") == 5);

    // Without the channel in its list, Flume would forget the channel and what is in it.
    runner.configure(with(unread, "web.channels", "another"));
    await("it is refused").atMost(LIMIT).until(() -> runner.problem().isPresent());
    Map<String, String> read = new HashMap<>(all);
    read.keySet().removeIf(key -> key.startsWith("web.sources"));
    runner.configure(read);

    awaitBodies("0", "4");
    assertThat(Recorder.BODIES).hasSize(5);
  }

  @Test
  void aChangeOfTheFileIsPickedUp() throws Exception {
    Path file = directory.resolve("flume.properties");
    runner.configure(Map.of("file", file.toString()));
    awaitProblem("there is no file " + file);

    write(file, sequence(1));
    awaitBodies("0");
    assertThat(runner.problem()).isEmpty();

    write(file, with(sequence(1), "web.sinks.record.refuse", "x"));
    awaitProblem("sink 'record': refuse = x");
    assertThat(runner.state()).isEqualTo(FlumeAgent.State.RUNNING);

    Recorder.BODIES.clear();
    write(file, sequence(3));
    awaitBodies("2");
    assertThat(runner.problem()).isEmpty();
  }

  @Test
  void whatWasRefusedIsTriedAgainWhenBundlesChange() throws Exception {
    Map<String, String> needsFile = with(sequence(1), "web.channels.memory.type", FileNeeding.NAME);
    FileNeeding.file = directory.resolve("needed");
    runner.configure(needsFile);
    await("it is refused").atMost(LIMIT).until(() -> runner.problem().isPresent());

    Files.createFile(FileNeeding.file);
    runner.bundlesChanged();

    awaitBodies("0");
    assertThat(runner.problem()).isEmpty();
  }

  @Test
  void aSinkThatHangsInItsStopDelaysTheEndByTheLimitAtMost() {
    HangingSink.letGo = new CountDownLatch(1);
    AgentRunner hanging =
        new AgentRunner(
            "hanging", loader, Duration.ofSeconds(1), Duration.ofMillis(500), () -> Providers.NONE);
    hanging.configure(with(sequence(1), "web.sinks.record.type", HangingSink.class.getName()));
    await("it runs")
        .atMost(LIMIT)
        .until(() -> hanging.components().stream().allMatch(FlumeAgent.Component::started));
    long start = System.nanoTime();

    hanging.close();

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    assertThat(hanging.state()).isEqualTo(FlumeAgent.State.STOPPING);
    HangingSink.letGo.countDown();
    await("it stops after all")
        .atMost(LIMIT)
        .until(() -> hanging.state() == FlumeAgent.State.WAITING);
  }

  private static long puts(String channel) throws Exception {
    Object size =
        ManagementFactory.getPlatformMBeanServer()
            .getAttribute(
                new ObjectName("org.apache.flume.channel:type=" + channel), "EventPutSuccessCount");
    return (Long) size;
  }

  private void assertRefused(Map<String, String> configuration, String reason) {
    runner.configure(configuration);
    awaitProblem(reason);
  }

  private void awaitProblem(String problem) {
    await(problem)
        .atMost(LIMIT)
        .untilAsserted(() -> assertThat(runner.problem()).hasValue(problem));
  }

  private static void awaitBodies(String... bodies) {
    await("the events")
        .atMost(LIMIT)
        .untilAsserted(() -> assertThat(Recorder.BODIES).contains(bodies));
  }

  private boolean allStarted() {
    List<FlumeAgent.Component> components = runner.components();
    return !components.isEmpty() && components.stream().allMatch(FlumeAgent.Component::started);
  }

  private static FlumeAgent.Component started(
      FlumeAgent.Kind kind, String name, Class<?> type, String... channels) {
    return new FlumeAgent.Component(
        kind, name, type.getName(), List.of(channels), true, Optional.empty());
  }

  private static List<String> flumesThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(Thread::isAlive)
        .map(Thread::getName)
        .filter(name -> name.startsWith("lifecycleSupervisor") || name.startsWith("flume-agent"))
        .toList();
  }

  private static void write(Path file, Map<String, String> properties) throws Exception {
    Path next = file.resolveSibling("next");
    StringBuilder text = new StringBuilder();
    properties.forEach((key, value) -> text.append(key).append(" = ").append(value).append('\n'));
    Files.writeString(next, text);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
