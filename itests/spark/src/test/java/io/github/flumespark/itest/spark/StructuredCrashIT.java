package io.github.flumespark.itest.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flume.Event;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * One query, killed with SIGKILL at each step of a micro-batch in turn, and started again from its
 * checkpoint each time. In the end every event has arrived, and but for one step once.
 */
class StructuredCrashIT {

  private static final int EVENTS = 120;

  /** A step at which to die, and whether the batch that is on its way there may come twice. */
  private record Step(String name, String phase, String operation, String target, boolean twice) {}

  /** Polled, written, moved, acknowledged: for the executors' part. */
  private static final List<Step> STEPS =
      List.of(
          new Step("before the offset is logged", "before", "rename", "-> .*/offsets/\\d+$", false),
          new Step("after the offset is logged", "after", "rename", "-> .*/offsets/\\d+$", false),
          new Step("polled, not written", "before", "create", "/written/", false),
          new Step("written, not a segment", "before", "rename", "/written/.* -> ", false),
          // The one at which the sink can't know that the events are safe.
          new Step("a segment, not acknowledged", "after", "rename", "/written/.* -> ", true),
          new Step("acknowledged, no output", "before", "output", ".*", false),
          new Step("output, not committed", "after", "output", ".*", false),
          new Step("before the commit is logged", "before", "rename", "-> .*/commits/\\d+$", false),
          new Step("after the commit is logged", "after", "rename", "-> .*/commits/\\d+$", false),
          new Step("before the removal", "before", "rename", " -> .*/removed/", false),
          new Step("moved away, not deleted", "after", "rename", " -> .*/removed/", false));

  @TempDir Path directory;

  private final EmbeddedSink sink =
      new EmbeddedSink(
          "crash", EmbeddedSink.LARGE_CHANNEL, Map.of("pollTimeout", "2000", "threads", "4"));

  @AfterEach
  void closeSink() {
    sink.close();
  }

  @Test
  @Timeout(600)
  void killedAtAnyStepTheQueryGoesOnAndLosesNothing() throws Exception {
    StructuredOutput output = new StructuredOutput(directory.resolve("out"));
    List<String> arguments =
        List.of(
            "--checkpoint",
            "crash://" + directory.resolve("checkpoint"),
            "--out",
            output.directory().toString(),
            "--conf",
            "spark.master=local[2]",
            "--option",
            "sinks=127.0.0.1:" + sink.port());
    List<Event> events = new ArrayList<>();
    Set<String> mayComeTwice = new HashSet<>();
    for (Step step : STEPS) {
      try (StructuredProcess spark = StructuredProcess.start(directory, arguments)) {
        // What the last one has left behind first, and a batch that succeeds.
        events.addAll(sink.putSample(step.name() + ", before", EVENTS));
        spark.await("all up to step '" + step.name() + "'", () -> isAllThere(events, output));
        spark.arm(step.phase(), step.operation(), step.target());
        List<Event> hit = sink.putSample(step.name(), EVENTS);
        events.addAll(hit);
        spark.await("the step '" + step.name() + "'", () -> spark.last("REACHED").isPresent());
        if (step.twice()) {
          hit.forEach(event -> mayComeTwice.add(Events.line(event)));
        }
        spark.kill();
      }
    }
    try (StructuredProcess spark = StructuredProcess.start(directory, arguments)) {
      spark.await("all", () -> isAllThere(events, output));
      spark.stop();
    }
    List<String> lines = output.lines();
    Events.assertEachArrived(events, lines);
    List<String> twice = new ArrayList<>(lines);
    lines.stream().distinct().forEach(twice::remove);
    assertThat(mayComeTwice).as("events that arrived more than once").containsAll(twice);
    assertThat(twice).as("the batch whose acknowledgement was never sent").isNotEmpty();
    assertThat(sink.stopAndDrain()).isEmpty();
  }

  private static boolean isAllThere(List<Event> events, StructuredOutput output) throws Exception {
    Set<String> lines = new HashSet<>(output.lines());
    return events.stream().allMatch(event -> lines.contains(Events.line(event)));
  }
}
