package io.github.flumespark.itest.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.flume.Event;

/**
 * One query, killed with SIGKILL at one step of a micro-batch after the other, and started again
 * from its checkpoint each time. In the end every event has arrived, and but for one step once.
 */
final class KilledQuery implements AutoCloseable {

  private static final int EVENTS = 120;

  /** Arguments of one in Real-time Mode. */
  static final List<String> REAL_TIME =
      List.of(
          "--trigger",
          "real-time-2000",
          "--conf",
          "spark.sql.streaming.realTimeMode.minBatchDuration=1000");

  /** A step at which to die, and whether the batch that is on its way there may come twice. */
  record Step(String name, String phase, String operation, String target, boolean twice) {}

  // Polled, written, moved, acknowledged: the executors' part.
  static final Step POLLED =
      new Step("polled, not written", "before", "create", "/written/", false);
  static final Step WRITTEN =
      new Step("written, not a segment", "before", "rename", "/written/.* -> ", false);

  /** The one at which the sink can't know that the events are safe. */
  static final Step A_SEGMENT =
      new Step("a segment, not acknowledged", "after", "rename", "/written/.* -> ", true);

  static final Step ACKNOWLEDGED =
      new Step("acknowledged, no output", "before", "output", ".*", false);

  private final EmbeddedSink sink =
      new EmbeddedSink(
          "crash", EmbeddedSink.LARGE_CHANNEL, Map.of("pollTimeout", "2000", "threads", "4"));
  private final Path directory;
  private final List<String> options;
  private final StructuredOutput output;
  private final List<Event> events = new ArrayList<>();
  private final Set<String> mayComeTwice = new HashSet<>();

  /**
   * A query that has not been started.
   *
   * @param directory of its checkpoint and output
   * @param options more arguments of the job, for each start
   */
  KilledQuery(Path directory, String... options) {
    this.directory = directory;
    this.output = new StructuredOutput(directory.resolve("out"));
    this.options = List.of(options);
  }

  private StructuredProcess start(SparkWorld world, List<String> more) throws Exception {
    List<String> arguments =
        Stream.of(
                Stream.of("--checkpoint", "crash://" + directory.resolve("checkpoint")),
                Stream.of("--out", output.directory().toString()),
                Stream.of("--conf", "spark.master=local[2]"),
                Stream.of("--option", "sinks=127.0.0.1:" + sink.port()),
                options.stream(),
                more.stream())
            .flatMap(words -> words)
            .toList();
    return StructuredProcess.start(world, directory, arguments);
  }

  /** Starts it, lets a batch succeed and the next one come as far as the step, and kills it. */
  void kill(SparkWorld world, Step step) throws Exception {
    try (StructuredProcess spark = start(world, List.of())) {
      // What the last one has left behind first.
      events.addAll(sink.putSample(step.name() + ", before", EVENTS));
      spark.await("all up to step '" + step.name() + "'", this::isAllThere);
      if (options.containsAll(REAL_TIME)) {
        awaitPolling(spark, step);
      }
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

  /** A micro-batch of Real-time Mode makes segments without events before it polls. */
  private void awaitPolling(StructuredProcess spark, Step step) {
    events.addAll(sink.putSample(step.name() + ", in time", EVENTS));
    spark.await("polls before step '" + step.name() + "'", () -> sink.waiting() == 0);
  }

  /** The same before anything is in its checkpoint; nothing may have left the channel then. */
  void killBeforeTheFirstOffset(SparkWorld world) throws Exception {
    try (StructuredProcess spark =
        start(world, List.of("--arm", "before rename -> .*/offsets/0$"))) {
      events.addAll(sink.putSample("first", EVENTS));
      spark.awaitReached();
      spark.kill();
    }
    try (StructuredProcess spark = start(world, List.of())) {
      spark.await("Spark's refusal", () -> spark.last("FAILED").isPresent());
      assertThat(spark.last("FAILED"))
          .hasValueSatisfying(why -> assertThat(why).contains("LOCATION_NOT_EMPTY"));
    }
    assertThat(sink.channel().committed()).isZero();
  }

  void deleteCheckpoint() throws IOException {
    try (Stream<Path> files = Files.walk(directory.resolve("checkpoint"))) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** Starts it a last time, and looks that nothing is lost and nothing twice that may not be. */
  void finish(SparkWorld world, String... more) throws Exception {
    try (StructuredProcess spark = start(world, List.of(more))) {
      spark.await("all", this::isAllThere);
      spark.stop();
    }
    List<String> lines = output.lines();
    Events.assertEachArrived(events, lines);
    List<String> twice = new ArrayList<>(lines);
    lines.stream().distinct().forEach(twice::remove);
    assertThat(mayComeTwice).as("events that arrived more than once").containsAll(twice);
    // In Real-time Mode it may have been killed at the first segment of the next micro-batch.
    if (!mayComeTwice.isEmpty() && !options.containsAll(REAL_TIME)) {
      assertThat(twice).as("the batch whose acknowledgement was never sent").isNotEmpty();
    }
    assertThat(sink.stopAndDrain()).isEmpty();
  }

  private boolean isAllThere() throws Exception {
    Set<String> lines = new HashSet<>(output.lines());
    return events.stream().allMatch(event -> lines.contains(Events.line(event)));
  }

  @Override
  public void close() {
    sink.close();
  }
}
