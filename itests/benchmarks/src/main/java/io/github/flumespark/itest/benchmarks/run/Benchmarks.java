package io.github.flumespark.itest.benchmarks.run;

import io.github.flumespark.itest.benchmarks.report.DrainResult;
import io.github.flumespark.itest.benchmarks.report.DrainResult.Cell;
import io.github.flumespark.itest.benchmarks.report.DrainResult.Round;

/** Runs the scenarios and writes the report. */
public final class Benchmarks {

  private Benchmarks() {}

  /** See {@link Setup#USAGE}. */
  public static void main(String[] args) throws Exception {
    Setup setup = Setup.parse(args);
    if (setup.runs("drain")) {
      for (Cell cell : DrainScenario.cells(setup.full())) {
        Console.say("drain: %s", cell);
        DrainResult result = DrainScenario.run(setup, cell);
        Console.say(
            "  ratio %.1f, cpu %.2f, share of limit %.0f %%, bytes/event %.0f (reference %.0f)",
            result.ratio(Round::eventsPerSecond),
            result.ratio(Round::cpuMicrosPerEvent),
            100 * result.shareOfLimit(result.ours()),
            DrainResult.median(result.ours(), Round::bytesPerEvent),
            DrainResult.median(result.reference(), Round::bytesPerEvent));
      }
    }
  }
}
