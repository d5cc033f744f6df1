package io.github.flumespark.itest.benchmarks.run;

import io.github.flumespark.itest.benchmarks.report.DrainResult;
import io.github.flumespark.itest.benchmarks.report.DrainResult.Cell;
import io.github.flumespark.itest.benchmarks.report.DrainResult.Round;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/**
 * Drains of the reference, of our sink and of the in-process limit in turn, each in a JVM of its
 * own that lives for the whole cell; the JVMs that do not have their turn have nothing to do.
 */
final class DrainScenario {

  private final Setup setup;
  private final Cell cell;

  private DrainScenario(Setup setup, Cell cell) {
    this.setup = setup;
    this.cell = cell;
  }

  /** The compiler is not done after the first rounds of either sink. */
  private int warmUps() {
    return setup.quick() ? 1 : cell.equals(headline()) ? 6 : 3;
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
    List<List<Round>> warmUps = new ArrayList<>();
    List<Round> reference = new ArrayList<>();
    List<Round> ours = new ArrayList<>();
    List<Round> limit = new ArrayList<>();
    ChannelDrain drain = new ChannelDrain(setup, cell);
    try (SinkProcess referenceSink = drain.start(Side.REFERENCE, Map.of());
        SinkProcess ourSink = drain.start(Side.OURS, Map.of());
        SinkProcess noSink = drain.start(Side.LIMIT, Map.of())) {
      for (int i = -warmUps(); i < setup.pairs(); i++) {
        Round a = drain.drain(referenceSink);
        Round b = drain.drain(ourSink);
        Round c = drain.drainInProcess(noSink);
        Console.say(
            "  %s  reference %s   ours %s   limit %s",
            i < 0 ? "warm-up" : "pair " + (i + 1),
            ChannelDrain.describe(a),
            ChannelDrain.describe(b),
            ChannelDrain.describe(c));
        if (i >= 0) {
          reference.add(a);
          ours.add(b);
          limit.add(c);
        } else {
          warmUps.add(List.of(a, b, c));
        }
      }
    }
    return new DrainResult(cell, warmUps, reference, ours, limit);
  }
}
