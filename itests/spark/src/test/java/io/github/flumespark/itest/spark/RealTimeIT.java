package io.github.flumespark.itest.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flumespark.itest.spark.KilledQuery.Step;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flume.Event;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The source in Real-time Mode, which Spark has from 4.1 on. */
class RealTimeIT {

  private static final String[] REAL_TIME = KilledQuery.REAL_TIME.toArray(String[]::new);

  private static final List<Step> STEPS =
      List.of(
          KilledQuery.A_SEGMENT,
          KilledQuery.ACKNOWLEDGED,
          new Step(
              "before the commit is logged", "before", "rename", "-> .*/commits/\\d+$", false));

  private static final List<Step> MORE_STEPS =
      List.of(
          KilledQuery.POLLED,
          KilledQuery.WRITTEN,
          new Step("output, not committed", "after", "output", ".*", false),
          new Step("before the offset is logged", "before", "rename", "-> .*/offsets/\\d+$", false),
          new Step("before the removal", "before", "rename", " -> .*/removed/", false));

  @TempDir Path directory;

  @Test
  @Timeout(600)
  void killedAtAnyStepTheQueryGoesOnAndLosesNothing() throws Exception {
    kill(SparkWorld.SPARK_4_2, STEPS);
  }

  @Test
  @Tag("matrix")
  void soItDoesKilledAtTheOtherSteps() throws Exception {
    kill(SparkWorld.SPARK_4_2, MORE_STEPS);
  }

  @Test
  @Tag("matrix")
  void killedAroundTheAcknowledgementItLosesNothingOnSpark41Either() throws Exception {
    kill(SparkWorld.SPARK_4_1, List.of(KilledQuery.A_SEGMENT, KilledQuery.ACKNOWLEDGED));
  }

  private void kill(SparkWorld world, List<Step> steps) throws Exception {
    try (KilledQuery query = new KilledQuery(directory, REAL_TIME)) {
      for (Step step : steps) {
        query.kill(world, step);
      }
      query.finish(world);
    }
  }

  private StructuredProcess start(EmbeddedSink sink, StructuredOutput output, String... more)
      throws Exception {
    List<String> arguments =
        Stream.concat(
                Stream.of(
                    "--checkpoint",
                    directory.resolve("checkpoint").toUri().toString(),
                    "--out",
                    output.directory().toString(),
                    "--conf",
                    "spark.master=local[2]",
                    "--option",
                    "sinks=" + sink.address()),
                Stream.of(more))
            .toList();
    return StructuredProcess.start(directory, arguments);
  }

  /** A micro-batch that one has not finished, the other runs again. */
  @Test
  @Tag("matrix")
  void aQueryChangesToOtherTriggersAndBack() throws Exception {
    StructuredOutput output = new StructuredOutput(directory.resolve("out"));
    List<Event> events = new ArrayList<>();
    try (EmbeddedSink sink =
        new EmbeddedSink("real-time", EmbeddedSink.LARGE_CHANNEL, Map.of("threads", "4"))) {
      events.addAll(sink.putSample("before", 300));
      runToTheEnd(sink, output);
      assertThat(output.lines()).hasSameSizeAs(events);
      try (StructuredProcess spark = start(sink, output, REAL_TIME)) {
        for (int i = 0; i < 5; i++) {
          events.addAll(sink.putSample("now " + i, 130));
          int all = events.size();
          spark.await("all", () -> output.lines().size() >= all);
        }
        events.addAll(sink.putSample("processed", 130));
        spark.command("process");
        spark.await("an answer", () -> spark.last("PROCESSED").isPresent());
        assertThat(output.lines()).hasSameSizeAs(events);
        events.addAll(sink.putSample("not awaited", 400));
        spark.stop();
      }
      runToTheEnd(sink, output);
      Events.assertEachArrivedOnce(events, output.lines());
      assertThat(sink.stopAndDrain()).isEmpty();
    }
  }

  private void runToTheEnd(EmbeddedSink sink, StructuredOutput output) throws Exception {
    try (StructuredProcess spark = start(sink, output, "--trigger", "available-now")) {
      spark.awaitEnd();
    }
  }

  @Test
  void optionsThatItCanNotHaveAreErrorsThatSaySo() throws Exception {
    try (EmbeddedSink sink =
            new EmbeddedSink("limits", EmbeddedSink.LARGE_CHANNEL, Map.of("threads", "4"));
        StructuredProcess spark =
            start(
                sink,
                new StructuredOutput(directory.resolve("out")),
                Stream.concat(Stream.of(REAL_TIME), Stream.of("--option", "maxEventsPerTrigger=10"))
                    .toArray(String[]::new))) {
      spark.await("the error", () -> spark.last("FAILED").isPresent());
      assertThat(spark.last("FAILED").orElseThrow())
          .contains("no limits in Real-time Mode", "maxEventsPerTrigger");
    }
  }
}
