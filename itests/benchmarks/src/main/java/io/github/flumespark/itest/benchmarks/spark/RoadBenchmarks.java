package io.github.flumespark.itest.benchmarks.spark;

import io.github.flumespark.itest.benchmarks.report.Format;
import io.github.flumespark.itest.benchmarks.report.Stats;
import io.github.flumespark.itest.benchmarks.run.Console;
import io.github.flumespark.itest.benchmarks.run.Setup;
import io.github.flumespark.itest.benchmarks.spark.Road.Kind;
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
  void run() throws IOException, TimeoutException, InterruptedException {
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

  private void latencies() throws IOException, TimeoutException, InterruptedException {
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
      dstreamLatency(rate, Kind.OURS.label(), Map.of());
    }
    // The default channel has room for 100 events: no more come before these are stored.
    dstreamLatency(
        rates.get(rates.size() - 1),
        "our sink, capacity 10000",
        Map.of("channel.capacity", "10000", "channel.transactionCapacity", "1000"));
  }

  private void throughputs() throws IOException, TimeoutException, InterruptedException {
    lines.add("");
    lines.add("| road | body | events/s | CPU µs/event before Spark | in Spark | sum |");
    lines.add("| --- | --- | --- | --- | --- | --- |");
    for (int body : new int[] {100, 1024}) {
      for (Kind kind : List.of(Kind.OURS, Kind.KAFKA, Kind.KAFKA_IN_BULK)) {
        throughput(kind, body);
      }
    }
  }

  private void latency(Kind kind, String trigger, int rate)
      throws IOException, TimeoutException, InterruptedException {
    Path directory = setup.newDirectory("latency");
    try (Road road = Road.open(kind, setup, brokerLib, Map.of(), List.of("-Xmx512m"))) {
      List<String> command = command(directory, "structured.LatencyQuery");
      command.addAll(List.of("--checkpoint", directory.resolve("checkpoint").toUri().toString()));
      command.addAll(List.of("--trigger", trigger));
      command.addAll(road.options());
      measure(road, command, directory, kind.label(), trigger, rate);
    }
  }

  private void dstreamLatency(int rate, String label, Map<String, String> channel)
      throws IOException, TimeoutException, InterruptedException {
    Path directory = setup.newDirectory("latency");
    try (Road road = Road.open(Kind.OURS, setup, brokerLib, channel, List.of("-Xmx512m"))) {
      List<String> command = command(directory, "spark24.LatencyJob");
      command.add(String.valueOf(DSTREAM_MILLIS));
      command.addAll(road.addresses());
      measure(road, command, directory, label, "DStream", rate);
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
      throws IOException, TimeoutException, InterruptedException {
    int warmUp = setup.quick() ? 5 : 15;
    int seconds = setup.quick() ? 5 : 20;
    int events = rate * (warmUp + seconds);
    // What still comes after those that count pushes them out of the program.
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

  private void throughput(Kind kind, int body)
      throws IOException, TimeoutException, InterruptedException {
    // About as many seconds for either.
    int events = (kind.isKafkas() ? 2_400_000 : 12_000_000) / (setup.quick() ? 4 : 1);
    Path directory = setup.newDirectory("throughput");
    try (Road road =
        Road.open(
            kind, setup, brokerLib, SparkBenchmarks.LARGE_CHANNEL, SparkBenchmarks.LARGE_HEAP)) {
      road.agent().command("fill " + events + " " + body, LIMIT);
      List<String> command =
          new ArrayList<>(SparkSide.STRUCTURED.command(worlds, directory.resolve("spark.log")));
      command.addAll(SparkJob.counting(directory));
      command.addAll(road.addresses());
      try (SparkJob job = SparkJob.start(command, directory)) {
        job.await("STARTED", LIMIT);
        road.run();
        tell(kind, body, Rate.of(job, events, road::cpuNanos));
      }
    }
  }

  private void tell(Kind kind, int body, Rate rate) {
    double outside = rate.elsewhereMicrosPerEvent();
    double inside = rate.cpuMicrosPerEvent();
    Console.say(
        "  %-28s %5d B %,10.0f events/s  %.2f + %.2f µs/event",
        kind.label(), body, rate.eventsPerSecond(), outside, inside);
    lines.add(
        Format.number(
            "| %s | %d B | %.0f k | %.2f | %.2f | %.2f |",
            kind.label(), body, rate.eventsPerSecond() / 1000, outside, inside, outside + inside));
  }
}
