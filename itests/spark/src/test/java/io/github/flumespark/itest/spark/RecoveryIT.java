package io.github.flumespark.itest.spark;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flume.Event;
import org.apache.flume.event.EventBuilder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A stream whose driver is killed, and started again from its checkpoint: with a write-ahead log,
 * all that was acknowledged is there.
 */
class RecoveryIT {

  private static final int ROUNDS = 20;
  private static final int EACH = 100;

  @TempDir Path directory;

  private Process start(SparkWorld world, EmbeddedSink sink) throws IOException {
    List<String> command = TestJvm.command("512m");
    command.add("-Djob.log=" + directory.resolve("spark.log"));
    command.add("-Djava.io.tmpdir=" + directory);
    command.addAll(world.jvmArguments());
    command.addAll(
        List.of(
            "-cp",
            world.classPath(),
            "io.github.flumespark.itest.spark24.RecoverableJob",
            directory.resolve("checkpoint").toUri().toString(),
            directory.resolve("out").toString(),
            Integer.toString(sink.port())));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.redirectError(directory.resolve("stderr.txt").toFile());
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    return builder.start();
  }

  private static void kill(Process process) throws InterruptedException {
    process.destroyForcibly();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).as("killed").isTrue();
  }

  private Set<String> written() throws IOException {
    return new StructuredOutput(directory.resolve("out"))
        .lines().stream()
            .map(line -> new String(Base64.getDecoder().decode(line), UTF_8))
            .collect(Collectors.toSet());
  }

  /** Spark begins anew without one, whatever is in the write-ahead log. */
  private boolean isCheckpointed() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("checkpoint"))) {
      return files.anyMatch(file -> file.getFileName().toString().matches("checkpoint-\\d+"));
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SPARK_3_5", "SPARK_4_2"})
  void allThatWasAcknowledgedComesThoughTheDriverIsKilled(SparkWorld world) throws Exception {
    Set<String> put = new HashSet<>();
    try (EmbeddedSink sink =
        new EmbeddedSink("recovery", EmbeddedSink.LARGE_CHANNEL, Map.of("threads", "8"))) {
      Process first = start(world, sink);
      try {
        for (int round = 0; round < ROUNDS; round++) {
          put.addAll(put(sink, "first-" + round));
          TimeUnit.MILLISECONDS.sleep(50);
        }
        Awaitility.await("acknowledgements, and a checkpoint; see " + directory)
            .atMost(SparkProcess.PATIENCE)
            .until(() -> sink.channel().committed() > 3 * EACH && isCheckpointed());
      } finally {
        kill(first);
      }
      Process second = start(world, sink);
      try {
        put.addAll(put(sink, "second"));
        Awaitility.await("an empty channel, and all that has left it; see " + directory)
            .atMost(SparkProcess.PATIENCE)
            .pollInterval(Duration.ofMillis(200))
            .until(() -> sink.channel().committed() == put.size() && written().equals(put));
      } finally {
        kill(second);
      }
    }
  }

  private static Set<String> put(EmbeddedSink sink, String name) {
    List<Event> events = new ArrayList<>();
    Set<String> bodies = new HashSet<>();
    for (int i = 0; i < EACH; i++) {
      String body = name + "-" + i;
      bodies.add(body);
      events.add(EventBuilder.withBody(body.getBytes(UTF_8)));
    }
    sink.put(events);
    return bodies;
  }
}
