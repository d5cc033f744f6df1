package io.github.flumespark.itest.benchmarks.run;

import io.github.flumespark.itest.benchmarks.report.CostResult;
import io.github.flumespark.itest.benchmarks.report.DrainResult;
import io.github.flumespark.itest.benchmarks.report.DrainResult.Cell;
import io.github.flumespark.itest.benchmarks.report.DrainResult.Round;
import io.github.flumespark.itest.benchmarks.report.HeapResult;
import io.github.flumespark.itest.benchmarks.report.HoldResult;
import io.github.flumespark.itest.benchmarks.report.IdleResult;
import io.github.flumespark.itest.benchmarks.report.LatencyResult;
import io.github.flumespark.itest.benchmarks.report.Report;
import io.github.flumespark.itest.benchmarks.report.Results;
import io.github.flumespark.itest.benchmarks.report.ScaleResult;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** Runs the scenarios and writes the report. */
public final class Benchmarks {

  /** Keep-alive and pollers of each trickle. */
  private static final int[][] TRICKLES = {
    {3, 1}, {3, 4}, {3, 8}, {3, 64}, {0, 1}, {0, 8}, {0, 64}
  };

  private static final Side[] BOTH = {Side.REFERENCE, Side.OURS};

  private final Setup setup;
  private final Results results = new Results();

  private Benchmarks(Setup setup) {
    this.setup = setup;
  }

  /** See {@link Setup#USAGE}. */
  public static void main(String[] args) throws Exception {
    Setup setup = Setup.parse(args);
    Benchmarks benchmarks = new Benchmarks(setup);
    benchmarks.run();
    Report.write(benchmarks.results, setup.describe(), setup.results());
    Console.say("wrote %s", setup.results());
  }

  private void run() throws IOException, TimeoutException, InterruptedException {
    if (setup.runs("drain")) {
      drains();
    }
    if (setup.runs("filter")) {
      Console.say("filter: %s, without and with header-filter", DrainScenario.headline());
      cost(CostScenario.filter(setup));
    }
    if (setup.runs("monitor")) {
      Console.say("monitor: %s, without and with the monitor", DrainScenario.headline());
      cost(CostScenario.monitor(setup));
    }
    if (setup.runs("trickle")) {
      for (int[] trickle : TRICKLES) {
        trickle(trickle[0], trickle[1]);
      }
    }
    if (setup.runs("burst")) {
      bursts();
    }
    if (setup.runs("hold")) {
      holds();
    }
    if (setup.runs("heap")) {
      heaps();
    }
    if (setup.runs("idle")) {
      idles("memory");
      idles("file");
    }
    if (setup.runs("scale")) {
      scale(10_000, 1);
      scale(200, 1000);
    }
    if (setup.runs("jmh")) {
      Console.say("jmh");
      List<String> table = JmhScenario.run(setup);
      table.forEach(line -> Console.say("  %s", line));
      results.jmh(table);
    }
  }

  private void drains() throws IOException, TimeoutException {
    for (Cell cell : DrainScenario.cells(setup.matrix())) {
      Console.say("drain: %s", cell);
      DrainResult result = DrainScenario.run(setup, cell);
      results.add(result);
      Console.say("  %s", result.describe());
    }
  }

  private void cost(CostResult result) {
    results.add(result);
    Console.say(
        "  with to without: %.3f x events/s, %.3f x CPU/event",
        result.ratio(Round::eventsPerSecond), result.ratio(Round::cpuMicrosPerEvent));
  }

  private void trickle(int keepAlive, int pollers)
      throws IOException, TimeoutException, InterruptedException {
    Console.say("trickle: keep-alive %d s, %d pollers", keepAlive, pollers);
    for (Side side : BOTH) {
      latency(new LatencyScenario(setup, side, pollers, keepAlive).trickle());
    }
  }

  private void bursts() throws IOException, TimeoutException, InterruptedException {
    Console.say("burst, then silence: keep-alive 3 s, 1 poller");
    for (Side side : BOTH) {
      latency(new LatencyScenario(setup, side, 1, 3).bursts());
    }
  }

  private void latency(LatencyResult result) {
    results.add(result);
    Console.say("  %s  delivery %s   ack %s", result.side(), result.delivery(), result.ack());
  }

  private void holds() throws IOException, TimeoutException, InterruptedException {
    Console.say("hold: 40 pollers keep their batches, 10 threads");
    for (Side side : BOTH) {
      HoldResult result = HoldScenario.run(setup, side);
      results.add(result);
      Console.say("  %s  %s", result.side(), result.describe());
    }
  }

  private void heaps() throws IOException {
    Console.say("heap: 20 MB, 5 × 1000 × 1 KiB");
    for (Side side : BOTH) {
      HeapResult result = HeapScenario.run(setup, side);
      results.add(result);
      Console.say("  %s  %s", result.side(), result.describe());
    }
  }

  private void idles(String channel) throws IOException, TimeoutException, InterruptedException {
    Console.say("idle: 16 pollers at an empty %s channel", channel);
    for (Side side : BOTH) {
      IdleResult result = IdleScenario.run(setup, side, channel);
      results.add(result);
      Console.say("  %s  %.1f %% of a core", result.side(), result.percentOfCore());
    }
  }

  private void scale(int connections, int pollsEach)
      throws IOException, TimeoutException, InterruptedException {
    Console.say("scale: %,d connections with %,d waiting polls each", connections, pollsEach);
    ScaleResult result = ScaleScenario.run(setup, connections, pollsEach);
    results.add(result);
    Console.say("  %s", result.describe());
  }
}
