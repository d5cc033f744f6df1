package io.github.flumespark.itest.benchmarks.spark;

import io.github.flumespark.itest.benchmarks.run.Console;
import io.github.flumespark.itest.benchmarks.run.Setup;
import io.github.flumespark.itest.benchmarks.run.Side;
import io.github.flumespark.itest.benchmarks.run.SinkProcess;
import io.github.flumespark.itest.benchmarks.spark.SparkResult.Cell;
import io.github.flumespark.itest.benchmarks.spark.SparkResult.Round;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/**
 * Events a second from full channels to a count in Spark. The sinks live for a whole cell, each in
 * a JVM of its own; the sides take turns at them, each time in a new JVM, which has a half of the
 * events to warm up.
 */
public final class SparkBenchmarks {

  private static final Duration LIMIT = Duration.ofMinutes(3);

  /** For a sink that is filled before it is measured. */
  static final Map<String, String> LARGE_CHANNEL =
      Map.of(
          "channel", "memory",
          "channel.capacity", "20000000",
          "channel.transactionCapacity", "10000",
          "channel.byteCapacityBufferPercentage", "0",
          "channel.byteCapacity", "100000000000");

  /** What such a channel needs. */
  static final List<String> LARGE_HEAP = List.of("-Xms2g", "-Xmx3g");

  private final Setup setup;
  private final Path worlds;
  private final List<SparkSide> sides;
  private final List<SparkResult> results = new ArrayList<>();

  private SparkBenchmarks(Setup setup, Path worlds) {
    this.setup = setup;
    this.worlds = worlds;
    this.sides = SparkSide.named(setup.only());
  }

  /**
   * Measures and writes {@code spark.md}.
   *
   * @param args the directory with the worlds, maybe {@code --memory MINUTES} (for {@link
   *     SparkMemory} instead) or {@code --roads} and maybe {@code --rate N} (for {@link
   *     RoadBenchmarks}), then as {@link Setup#USAGE}, where {@code --only} names sides
   */
  public static void main(String[] args) throws Exception {
    List<String> options = new ArrayList<>(List.of(args));
    Path worlds = Path.of(options.remove(0));
    int memory = options.indexOf("--memory");
    if (memory >= 0) {
      options.remove(memory);
      int minutes = Integer.parseInt(options.remove(memory));
      new SparkMemory(Setup.parse(options.toArray(String[]::new)), worlds, minutes).run();
      return;
    }
    if (options.remove("--roads")) {
      List<Integer> rates = List.of(50, 5000);
      int rate = options.indexOf("--rate");
      if (rate >= 0) {
        options.remove(rate);
        rates = List.of(Integer.valueOf(options.remove(rate)));
      }
      new RoadBenchmarks(Setup.parse(options.toArray(String[]::new)), worlds, rates).run();
      return;
    }
    Setup setup = Setup.parse(options.toArray(String[]::new));
    SparkBenchmarks benchmarks = new SparkBenchmarks(setup, worlds);
    for (int sinks = 1; sinks <= 2; sinks++) {
      for (int body : new int[] {100, 1024}) {
        benchmarks.measure(new Cell(sinks, body));
      }
    }
    benchmarks.write();
  }

  private void measure(Cell cell) throws IOException, TimeoutException {
    Console.say("%s", cell);
    SparkResult result = new SparkResult(cell);
    List<SinkProcess> sinks = new ArrayList<>();
    try {
      for (int i = 0; i < cell.sinks(); i++) {
        sinks.add(startSink());
      }
      for (int i = 0; i < setup.pairs(); i++) {
        for (SparkSide side : sides) {
          Round round = round(side, cell, sinks);
          Console.say(
              "  %-24s %,10.0f events/s  %.2f µs/event",
              side.label(), round.eventsPerSecond(), round.cpuMicrosPerEvent());
          result.add(side, round);
        }
      }
    } finally {
      sinks.forEach(SinkProcess::close);
    }
    results.add(result);
  }

  private SinkProcess startSink() throws IOException, TimeoutException {
    return SinkProcess.start(setup, Side.OURS, LARGE_HEAP, LARGE_CHANNEL);
  }

  private Round round(SparkSide side, Cell cell, List<SinkProcess> sinks)
      throws IOException, TimeoutException {
    int events = (cell.body() > 100 ? 12_000_000 : 16_000_000) / (setup.quick() ? 6 : 1);
    int each = events / sinks.size();
    Path directory = setup.newDirectory(side.name());
    for (SinkProcess sink : sinks) {
      // What a killed client had left open was rolled back; it must not be counted here.
      sink.command("count", LIMIT);
      sink.command("fill " + each + " " + cell.body(), LIMIT);
    }
    try (SparkJob job = SparkJob.start(side, worlds, directory, List.of(), sinks)) {
      Rate rate = Rate.of(job, (long) each * sinks.size(), () -> 0);
      return new Round(rate.eventsPerSecond(), rate.cpuMicrosPerEvent());
    }
  }

  private void write() throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add(SparkResult.head());
    results.forEach(result -> lines.addAll(result.rows()));
    Path file = Files.createDirectories(setup.results()).resolve("spark.md");
    Files.writeString(file, String.join("\n", lines) + "\n");
    lines.forEach(System.out::println);
    Console.say("wrote %s", file);
  }
}
