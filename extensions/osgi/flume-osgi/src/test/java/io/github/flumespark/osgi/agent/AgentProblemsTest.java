package io.github.flumespark.osgi.agent;

import static io.github.flumespark.osgi.agent.TestAgents.sequence;
import static io.github.flumespark.osgi.agent.TestAgents.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.flumespark.osgi.FlumeAgent;
import io.github.flumespark.osgi.FlumeAgent.Kind;
import io.github.flumespark.osgi.extension.Providers;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only shows at the start of a component is told by the agent, and tried again. */
class AgentProblemsTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path directory;

  private final AgentRunner runner =
      new AgentRunner(
          "pid",
          AgentProblemsTest.class.getClassLoader(),
          Duration.ofMillis(100),
          Duration.ofSeconds(30),
          () -> Providers.NONE);

  @AfterEach
  void stop() {
    StubbornSink.refusing = null;
    runner.close();
  }

  @Test
  void aSinkThatCanNotStartTellsWhyUntilItHas() {
    StubbornSink.refusing = () -> new IllegalStateException("the port is taken");
    runner.configure(with(sequence(1), "web.sinks.record.type", StubbornSink.class.getName()));

    awaitProblem(Kind.SINK, "the port is taken");
    assertThat(runner.state()).isEqualTo(FlumeAgent.State.RUNNING);
    assertThat(runner.problem()).as("the configuration is in force").isEmpty();
    assertThat(component(Kind.SINK).started()).isFalse();

    StubbornSink.refusing = null;
    awaitStart(Kind.SINK);
  }

  @Test
  void anErrorIsNotTheEndOfAComponentBecauseAMissingClassMayCome() {
    StubbornSink.refusing = () -> new NoClassDefFoundError("org/example/Codec");
    runner.configure(with(sequence(1), "web.sinks.record.type", StubbornSink.class.getName()));

    awaitProblem(
        Kind.SINK,
        "org/example/Codec: no bundle exports the class org.example.Codec; is the bundle that has"
            + " it installed?");

    StubbornSink.refusing = null;
    awaitStart(Kind.SINK);
  }

  @Test
  void aSourceWhosePortIsTakenTellsWhyUntilItIsFree() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Map<String, String> netcat = new HashMap<>(sequence(1));
      netcat.put("web.sources.seq.type", "netcat");
      netcat.put("web.sources.seq.bind", "127.0.0.1");
      netcat.put("web.sources.seq.port", Integer.toString(taken.getLocalPort()));
      runner.configure(netcat);

      awaitProblem(Kind.SOURCE, "Address already in use");
    }
    awaitStart(Kind.SOURCE);
  }

  @Test
  void aFileChannelWhoseDirectoryIsLockedTellsWhyUntilItIsFree() throws Exception {
    Path checkpoint = Files.createDirectories(directory.resolve("checkpoint"));
    Map<String, String> file = new HashMap<>(sequence(3));
    file.put("web.channels.memory.type", "file");
    file.put("web.channels.memory.checkpointDir", checkpoint.toString());
    file.put("web.channels.memory.dataDirs", directory.resolve("data").toString());
    file.put("web.channels.memory.minimumRequiredSpace", "1048576");
    try (FileChannel other =
            FileChannel.open(
                checkpoint.resolve("in_use.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock lock = other.lock()) {
      assertThat(lock.isValid()).isTrue();
      runner.configure(file);

      awaitProblem(Kind.CHANNEL, "Cannot lock " + checkpoint);
    }
    awaitStart(Kind.CHANNEL);
    await("the events").atMost(LIMIT).until(() -> Recorder.BODIES.contains("2"));
  }

  private FlumeAgent.Component component(Kind kind) {
    return runner.components().stream()
        .filter(component -> component.kind() == kind)
        .findFirst()
        .orElseThrow();
  }

  private void awaitProblem(Kind kind, String part) {
    await(part)
        .atMost(LIMIT)
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(component(kind).problem().orElse("")).contains(part));
  }

  private void awaitStart(Kind kind) {
    await("the start of the " + kind)
        .atMost(LIMIT)
        .until(() -> component(kind).started() && component(kind).problem().isEmpty());
  }
}
