package io.github.flumespark.itest.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flume.Event;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Checkpoints that earlier versions left behind, in the worst moment: the sink has let the events
 * go, and the micro-batch is not committed. A checkpoint of each version is kept as it was written;
 * never write one again.
 */
class EarlierVersionsIT {

  /** Says to which directory the checkpoint of this version is to be written, for a release. */
  private static final String WRITE = "write.checkpoint";

  private static final String DELIVERED = "delivered";
  private static final String ACKNOWLEDGED = "acknowledged";
  private static final int EVENTS = 12;

  @TempDir Path directory;

  private final EmbeddedSink sink =
      new EmbeddedSink(
          "versions", EmbeddedSink.LARGE_CHANNEL, Map.of("pollTimeout", "2000", "threads", "4"));

  @AfterEach
  void closeSink() {
    sink.close();
  }

  @ParameterizedTest
  @ValueSource(strings = "1.0")
  void aQueryGoesOnFromTheCheckpointOfAnEarlierVersion(String version) throws Exception {
    Path kept = Path.of(System.getProperty("worlds"), "src/test/resources/checkpoints", version);
    Path checkpoint = directory.resolve("checkpoint");
    copy(kept, checkpoint);
    StructuredOutput output = output();
    List<Event> acknowledged = Events.sample(ACKNOWLEDGED, EVENTS);

    try (StructuredProcess spark = start(checkpoint.toUri().toString())) {
      spark.await("what was acknowledged", () -> output.lines().size() >= EVENTS);
      List<Event> fresh = sink.putSample("fresh", EVENTS);
      spark.await("what is new", () -> output.lines().size() >= 2 * EVENTS);
      spark.stop();

      Events.assertEachArrivedOnce(Events.concat(acknowledged, fresh), output.lines());
    }
    assertThat(sink.stopAndDrain()).isEmpty();
  }

  @Test
  @EnabledIfSystemProperty(named = WRITE, matches = ".+")
  void theCheckpointOfThisVersionIsWritten() throws Exception {
    Path checkpoint = directory.resolve("checkpoint");
    StructuredOutput output = output();
    try (StructuredProcess spark = start("crash://" + checkpoint)) {
      sink.putSample(DELIVERED, EVENTS);
      spark.await("a first micro-batch", () -> output.lines().size() >= EVENTS);
      spark.await("its commit", () -> Files.exists(checkpoint.resolve("commits/0")));
      long next = output.batches().size();
      spark.arm("before", "rename", "-> .*/commits/%d$".formatted(next));
      sink.putSample(ACKNOWLEDGED, EVENTS);
      spark.awaitReached();
      spark.kill();
    }
    assertThat(sink.waiting()).as("events that the sink still has").isZero();
    copy(checkpoint, Path.of(System.getProperty(WRITE)));
  }

  private StructuredOutput output() {
    return new StructuredOutput(directory.resolve("out"));
  }

  private StructuredProcess start(String checkpoint) throws IOException {
    return StructuredProcess.start(
        directory,
        List.of(
            "--checkpoint",
            checkpoint,
            "--out",
            output().directory().toString(),
            "--conf",
            "spark.master=local[2]",
            "--option",
            "sinks=" + sink.address()));
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }
}
