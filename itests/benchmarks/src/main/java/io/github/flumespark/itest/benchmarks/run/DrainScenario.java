package io.github.flumespark.itest.benchmarks.run;

import io.github.flumespark.itest.benchmarks.report.DrainResult;
import io.github.flumespark.itest.benchmarks.report.DrainResult.Cell;
import io.github.flumespark.itest.benchmarks.report.DrainResult.Round;
import io.github.flumespark.itest.benchmarks.report.DrainResult.Rounds;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/**
 * Drains of the reference, of our sink and of the in-process limit in turn, each in a JVM of its
 * own; the JVMs that do not have their turn have nothing to do. Warm rounds share JVMs that live
 * for the whole cell; each cold round has JVMs that have just started.
 */
final class DrainScenario {

  private final Setup setup;
  private final Cell cell;
  private final ChannelDrain drain;

  private DrainScenario(Setup setup, Cell cell) {
    this.setup = setup;
    this.cell = cell;
    this.drain = new ChannelDrain(setup, cell);
  }

  /** The compiler is not done after the first rounds of either sink. */
  private int warmUps() {
    return setup.quick() ? 1 : cell.equals(headline()) ? 6 : 3;
  }

  /** Fills of a warm round of the promised cell: one alone takes our sink half a second. */
  static int fillsPerRound(Setup setup) {
    return setup.quick() ? 1 : 4;
  }

  /** The cells of a run. */
  static List<Cell> cells(String matrix) {
    if (matrix.equals("headline")) {
      return List.of(headline());
    }
    if (matrix.equals("subset")) {
      return List.of(
          headline(),
          new Cell("memory", 1, 1000, 100),
          new Cell("memory", 16, 1000, 100),
          new Cell("memory", 5, 100, 100),
          new Cell("memory", 5, 1000, 1024),
          new Cell("memory", 5, 1000, 10240),
          new Cell("file", 5, 1000, 100),
          new Cell("file", 5, 1000, 1024));
    }
    List<Cell> cells = new ArrayList<>();
    for (String channel : List.of("memory", "file")) {
      for (int connections : new int[] {5, 1, 16}) {
        for (int batch : new int[] {1000, 100}) {
          for (int body : new int[] {100, 1024, 10240}) {
            cells.add(new Cell(channel, connections, batch, body));
          }
        }
      }
    }
    return cells;
  }

  /** The cell for which figures are promised. */
  static Cell headline() {
    return new Cell("memory", 5, 1000, 100);
  }

  static DrainResult run(Setup setup, Cell cell) throws IOException, TimeoutException {
    return new DrainScenario(setup, cell).run();
  }

  private DrainResult run() throws IOException, TimeoutException {
    List<Rounds> cold = new ArrayList<>();
    if (cell.equals(headline())) {
      for (int i = 0; i < setup.pairs(); i++) {
        cold.add(coldRounds(i + 1));
      }
    }
    List<Rounds> warmUps = new ArrayList<>();
    List<Rounds> warm = new ArrayList<>();
    try (SinkProcess reference = drain.start(Side.REFERENCE, Map.of());
        SinkProcess ours = drain.start(Side.OURS, Map.of());
        SinkProcess noSink = drain.start(Side.LIMIT, Map.of())) {
      for (int i = -warmUps(); i < 0; i++) {
        warmUps.add(
            tell(
                "warm-up",
                drain.drain(reference, 1),
                drain.drain(ours, 1),
                drain.drainInProcess(noSink, 1)));
      }
      int fills = cell.equals(headline()) ? fillsPerRound(setup) : 1;
      for (int i = 0; i < setup.pairs(); i++) {
        warm.add(
            tell(
                "pair " + (i + 1),
                drain.drain(reference, fills),
                drain.drain(ours, fills),
                drain.drainInProcess(noSink, fills)));
      }
    }
    return new DrainResult(cell, cold, warmUps, warm);
  }

  /** The first round of JVMs that have just started, which is also their last. */
  private Rounds coldRounds(int number) throws IOException, TimeoutException {
    Round reference;
    Round ours;
    Round limit;
    try (SinkProcess sink = drain.start(Side.REFERENCE, Map.of())) {
      reference = drain.drain(sink, 1);
    }
    try (SinkProcess sink = drain.start(Side.OURS, Map.of())) {
      ours = drain.drain(sink, 1);
    }
    try (SinkProcess noSink = drain.start(Side.LIMIT, Map.of())) {
      limit = drain.drainInProcess(noSink, 1);
    }
    return tell("cold " + number, reference, ours, limit);
  }

  private static Rounds tell(String name, Round reference, Round ours, Round limit) {
    Console.say(
        "  %s  reference %s   ours %s   limit %s",
        name,
        ChannelDrain.describe(reference),
        ChannelDrain.describe(ours),
        ChannelDrain.describe(limit));
    return new Rounds(reference, ours, limit);
  }
}
