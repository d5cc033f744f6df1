package io.github.flumespark.itest.benchmarks.spark;

import io.github.flumespark.itest.benchmarks.report.Format;
import io.github.flumespark.itest.benchmarks.report.Stats;
import io.github.flumespark.itest.benchmarks.run.Console;
import io.github.flumespark.itest.benchmarks.run.Setup;
import io.github.flumespark.itest.benchmarks.spark.Road.Kind;
import io.github.flumespark.itest.benchmarks.spark.SparkJob.Count;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.stream.LongStream;

/**
 * Our way from a channel to Spark beside the one over Kafka: how long an event takes from its put
 * to its row, and how many go that way at what cost. Each figure has JVMs of its own.
 */
final class RoadBenchmarks {

  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final String REAL_TIME = "real-time-60000";
  private static final int DSTREAM_MILLIS = 200;

  /** What a measurement takes from: after the first half, before a sink runs dry. */
  private static final double MEASURED_FROM = 0.5;

  private static final double MEASURED_TO = 0.8;

  private final Setup setup;
  private final Path worlds;
  private final Path brokerLib;
  private final List<Integer> rates;
  private final List<String> lines = new ArrayList<>();

  /**
   * Measures nothing yet.
   *
   * @param rates how many events a second come while latencies are measured
   */
  RoadBenchmarks(Setup setup, Path worlds, List<Integer> rates) {
    this.setup = setup;
    this.rates = rates;
    this.worlds = worlds;
    this.brokerLib = worlds.resolve("../flume-agent/class-paths/kafka-broker/target/lib");
  }

  /** Measures and writes {@code roads.md}. */
  void run() throws IOException, TimeoutException {
    if (setup.runs("latency")) {
      latencies();
    }
    if (setup.runs("throughput")) {
      throughputs();
    }
    Path file = Files.createDirectories(setup.results()).resolve("roads.md");
    Files.writeString(file, String.join("\n", lines) + "\n");
    lines.forEach(System.out::println);
    Console.say("wrote %s", file);
  }

  private void latencies() throws IOException, TimeoutException {
    lines.add("| road | trigger | events/s | rows | p50 | p99 |");
    lines.add("| --- | --- | --- | --- | --- | --- |");
    for (int rate : rates) {
      for (Kind kind : List.of(Kind.OURS, Kind.KAFKA, Kind.KAFKA_AT_ONCE)) {
        latency(kind, "default", rate);
      }
      for (Kind kind : List.of(Kind.OURS, Kind.KAFKA)) {
        latency(kind, "1000", rate);
      }
      for (Kind kind : List.of(Kind.OURS, Kind.OURS_AT_ONCE, Kind.KAFKA, Kind.KAFKA_AT_ONCE)) {
        latency(kind, REAL_TIME, rate);
      }
      dstreamLatency(rate);
    }
  }

  private void throughputs() throws IOException, TimeoutException {
    lines.add("");
    lines.add("| road | body | events/s | CPU µs/event before Spark | in Spark | sum |");
    lines.add("| --- | --- | --- | --- | --- | --- |");
    for (int body : new int[] {100, 1024}) {
      for (Kind kind : List.of(Kind.OURS, Kind.KAFKA, Kind.KAFKA_IN_BULK)) {
        throughput(kind, body);
      }
    }
  }

  private void latency(Kind kind, String trigger, int rate) throws IOException, TimeoutException {
    Path directory = setup.newDirectory("latency");
    try (Road road = Road.open(kind, setup, brokerLib, Map.of(), List.of("-Xmx512m"))) {
      List<String> command = command(directory, "structured.LatencyQuery");
      command.addAll(List.of("--checkpoint", directory.resolve("checkpoint").toUri().toString()));
      command.addAll(List.of("--trigger", trigger));
      command.addAll(road.options());
      measure(road, command, directory, kind.label(), trigger, rate);
    }
  }

  private void dstreamLatency(int rate) throws IOException, TimeoutException {
    Path directory = setup.newDirectory("latency");
    try (Road road = Road.open(Kind.OURS, setup, brokerLib, Map.of(), List.of("-Xmx512m"))) {
      List<String> command = command(directory, "spark24.LatencyJob");
      command.add(String.valueOf(DSTREAM_MILLIS));
      command.addAll(road.addresses());
      measure(road, command, directory, Kind.OURS.label(), "DStream", rate);
    }
  }

  private List<String> command(Path directory, String program) throws IOException {
    SparkSide side = program.startsWith("structured") ? SparkSide.STRUCTURED : SparkSide.DSTREAM;
    return new ArrayList<>(
        side.command(
            worlds, directory.resolve("spark.log"), "io.github.flumespark.itest." + program));
  }

  /** Lets events come at a steady rate, and takes those into account that come after a while. */
  private void measure(
      Road road, List<String> command, Path directory, String label, String trigger, int rate)
      throws IOException, TimeoutException {
    int warmUp = setup.quick() ? 5 : 15;
    int seconds = setup.quick() ? 5 : 20;
    // What still comes after those that count pushes them out of the program.
    int events = rate * (warmUp + seconds);
    int more = rate * 3;
    try (SparkJob job = SparkJob.start(command, directory)) {
      job.await("STARTED", LIMIT);
      road.run();
      long from = System.nanoTime() + Duration.ofSeconds(warmUp).toNanos();
      road.agent().command("feed " + rate + " " + (events + more), LIMIT);
      long to = from + Duration.ofSeconds(seconds).toNanos();
      LongStream.Builder took = LongStream.builder();
      int rows = 0;
      for (int seen = 0; seen < events; ) {
        if (System.nanoTime() - from > LIMIT.toNanos()) {
          throw new TimeoutException("only %d of %d events came".formatted(seen, events));
        }
        String[] words = job.await("ROWS", LIMIT);
        for (int i = 1; i < words.length; i += 2) {
          long put = Long.parseLong(words[i]);
          if (put - from > 0 && put - to < 0) {
            took.add(Long.parseLong(words[i + 1]) - put);
            rows++;
          }
          seen++;
        }
      }
      long[] all = took.build().toArray();
      String p50 = Format.millis(Stats.percentile(all, 50) / 1e6);
      String p99 = Format.millis(Stats.percentile(all, 99) / 1e6);
      Console.say("  %-28s %-14s %,6d/s  %s / %s", label, trigger, rate, p50, p99);
      lines.add(
          Format.number("| %s | %s | %d | %d | %s | %s |", label, trigger, rate, rows, p50, p99));
    }
  }

  private void throughput(Kind kind, int body) throws IOException, TimeoutException {
    // Enough micro-batches of either: ours have up to a million events and more.
    int events = (kind.isKafkas() ? 2_500_000 : 16_000_000) * (body > 100 ? 3 : 4) / 4;
    events /= setup.quick() ? 2 : 1;
    Path directory = setup.newDirectory("throughput");
    Map<String, String> channel =
        Map.of(
            "channel.capacity", "20000000",
            "channel.transactionCapacity", "10000",
            "channel.byteCapacityBufferPercentage", "0",
            "channel.byteCapacity", "100000000000");
    try (Road road = Road.open(kind, setup, brokerLib, channel, List.of("-Xms2g", "-Xmx3g"))) {
      road.agent().command("fill " + events + " " + body, LIMIT);
      List<String> command =
          new ArrayList<>(SparkSide.STRUCTURED.command(worlds, directory.resolve("spark.log")));
      command.addAll(SparkJob.counting(directory));
      command.addAll(road.addresses());
      try (SparkJob job = SparkJob.start(command, directory)) {
        job.await("STARTED", LIMIT);
        road.run();
        tell(kind, body, events, road, job);
      }
    }
  }

  private void tell(Kind kind, int body, int events, Road road, SparkJob job)
      throws IOException, TimeoutException {
    Count from = null;
    Count to = null;
    long before = 0;
    long spent = 0;
    long counted = 0;
    long countedFrom = 0;
    while (counted < events * MEASURED_TO) {
      to = job.next(LIMIT);
      spent = road.cpuNanos();
      counted += to.events();
      if (from == null && counted >= events * MEASURED_FROM) {
        from = to;
        before = spent;
        countedFrom = counted;
      }
    }
    if (from.nanos() == to.nanos()) {
      throw new IOException("the events were too few to measure a rate");
    }
    double measured = counted - countedFrom;
    double perSecond = measured * 1e9 / (to.nanos() - from.nanos());
    double outside = (spent - before) / 1e3 / measured;
    double inside = (to.cpuNanos() - from.cpuNanos()) / 1e3 / measured;
    Console.say(
        "  %-28s %5d B %,10.0f events/s  %.2f + %.2f µs/event",
        kind.label(), body, perSecond, outside, inside);
    lines.add(
        Format.number(
            "| %s | %d B | %.0f k | %.2f | %.2f | %.2f |",
            kind.label(), body, perSecond / 1000, outside, inside, outside + inside));
  }
}
