package io.github.flumespark.itest.benchmarks.spark;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.flumespark.itest.benchmarks.report.Format;
import io.github.flumespark.itest.benchmarks.run.Console;
import io.github.flumespark.itest.benchmarks.run.Setup;
import io.github.flumespark.itest.benchmarks.run.Side;
import io.github.flumespark.itest.benchmarks.run.SinkProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/**
 * Whether Spark's memory stays flat: a program gets events at a steady rate for minutes, and after
 * each the live part of its heap is measured by a full collection.
 */
final class SparkMemory {

  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final int EVENTS_PER_SECOND = 10_000;
  private static final long MEGA = 1 << 20;

  /** Spark remembers a thousand jobs, and fills its heap with them for longer than this runs. */
  private static final List<String> SHORT_HISTORY =
      List.of(
          "-Dspark.ui.retainedJobs=50",
          "-Dspark.ui.retainedStages=50",
          "-Dspark.streaming.ui.retainedBatches=50",
          "-Dspark.sql.ui.retainedExecutions=50",
          "-Dspark.sql.streaming.numRecentProgressUpdates=50");

  private final Setup setup;
  private final Path worlds;
  private final int minutes;

  SparkMemory(Setup setup, Path worlds, int minutes) {
    this.setup = setup;
    this.worlds = worlds;
    this.minutes = minutes;
  }

  /** Measures our clients, one after the other, and writes {@code spark-memory.md}. */
  void run() throws IOException, TimeoutException {
    List<String> lines = new ArrayList<>();
    lines.add("| client | what | " + columns() + "events |");
    lines.add("| --- | --- | " + "--- | ".repeat(minutes) + "--- |");
    for (SparkSide side : SparkSide.named(setup.only())) {
      if (side != SparkSide.SPARK_2_4) {
        lines.addAll(measure(side));
      }
    }
    Path file = Files.createDirectories(setup.results()).resolve("spark-memory.md");
    Files.writeString(file, String.join("\n", lines) + "\n");
    lines.forEach(System.out::println);
    Console.say("wrote %s", file);
  }

  private String columns() {
    StringBuilder columns = new StringBuilder();
    for (int minute = 1; minute <= minutes; minute++) {
      columns.append(minute).append(" min | ");
    }
    return columns.toString();
  }

  private List<String> measure(SparkSide side) throws IOException, TimeoutException {
    Console.say("%s: %,d events/s for %d min", side.label(), EVENTS_PER_SECOND, minutes);
    Path directory = setup.newDirectory(side.name());
    int events = EVENTS_PER_SECOND * 60 * minutes;
    StringBuilder live = new StringBuilder();
    StringBuilder resident = new StringBuilder();
    long counted = 0;
    try (SinkProcess sink = startSink();
        SparkJob job = SparkJob.start(side, worlds, directory, SHORT_HISTORY, List.of(sink))) {
      sink.command("feed " + EVENTS_PER_SECOND + " " + events, LIMIT);
      long start = System.nanoTime();
      for (int minute = 1; minute <= minutes; minute++) {
        while (System.nanoTime() - start < Duration.ofMinutes(minute).toNanos()) {
          counted += job.next(LIMIT).events();
        }
        long heap = liveBytes(job.pid()) / MEGA;
        live.append(Format.number("%d | ", heap));
        resident.append(Format.number("%d | ", residentBytes(job.pid()) / MEGA));
        Console.say("%s: %d min, %d MB live, %,d events", side.label(), minute, heap, counted);
      }
      while (counted < events) {
        counted += job.next(LIMIT).events();
      }
    }
    return List.of(
        Format.number("| %s | live heap, MB | %s%,d |", side.label(), live, counted),
        Format.number("| | resident, MB | %s |", resident));
  }

  private SinkProcess startSink() throws IOException, TimeoutException {
    return SinkProcess.start(
        setup,
        Side.OURS,
        List.of("-Xmx512m"),
        Map.of(
            "channel", "memory",
            "channel.capacity", "1000000",
            "channel.transactionCapacity", "10000"));
  }

  /** What is left of the heap after a full collection, which the histogram begins with. */
  private static long liveBytes(long pid) throws IOException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Process process =
        new ProcessBuilder(jcmd.toString(), String.valueOf(pid), "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String answer = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    // "Total        123456      7890123": instances, bytes.
    String[] total = answer.substring(answer.lastIndexOf('\n') + 1).split(" +", -1);
    if (!total[0].equals("Total")) {
      throw new IOException("jcmd gave no histogram of process " + pid + ": " + answer);
    }
    return Long.parseLong(total[2]);
  }

  private static long residentBytes(long pid) throws IOException {
    Path status = Path.of("/proc", String.valueOf(pid), "status");
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
      }
    }
    throw new IOException("no VmRSS in " + status);
  }
}
