package io.github.flumespark.itest.benchmarks.spark;

import io.github.flumespark.itest.benchmarks.report.Format;
import io.github.flumespark.itest.benchmarks.report.Stats;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What came of one cell: the rounds of each side, taken in turn. */
final class SparkResult {

  /** How many sinks, and how large their events are. */
  record Cell(int sinks, int body) {

    @Override
    public String toString() {
      String size = body < 1024 ? body + " B" : body / 1024 + " KiB";
      return sinks + (sinks == 1 ? " sink, " : " sinks, ") + size;
    }
  }

  /**
   * One run of a program, without its start.
   *
   * @param cpuMicrosPerEvent of the program's process
   */
  record Round(double eventsPerSecond, double cpuMicrosPerEvent) {}

  private final Cell cell;
  private final Map<SparkSide, List<Round>> rounds = new EnumMap<>(SparkSide.class);

  SparkResult(Cell cell) {
    this.cell = cell;
  }

  void add(SparkSide side, Round round) {
    rounds.computeIfAbsent(side, s -> new ArrayList<>()).add(round);
  }

  /** A line of a Markdown table for each side. */
  List<String> rows() {
    List<String> rows = new ArrayList<>();
    rounds.forEach(
        (side, all) ->
            rows.add(
                Format.number(
                    "| %s | %s | %.0f k | %.2f | %s |",
                    cell,
                    side.label(),
                    median(all, Round::eventsPerSecond) / 1000,
                    median(all, Round::cpuMicrosPerEvent),
                    ratio(side))));
    return rows;
  }

  static String head() {
    return "| what | client | events/s | client's CPU µs/event | events/s to Spark 2.4.8's client |\n"
        + "| --- | --- | --- | --- | --- |";
  }

  /** The median of the ratios round by round, with the least and the most. */
  private String ratio(SparkSide side) {
    List<Round> reference = rounds.get(SparkSide.SPARK_2_4);
    if (reference == null || side == SparkSide.SPARK_2_4) {
      return "";
    }
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < reference.size(); i++) {
      ratios.add(rounds.get(side).get(i).eventsPerSecond() / reference.get(i).eventsPerSecond());
    }
    return Format.number(
        "%.2f × (%.2f – %.2f)",
        Stats.median(ratios),
        ratios.stream().mapToDouble(r -> r).min().orElse(Double.NaN),
        ratios.stream().mapToDouble(r -> r).max().orElse(Double.NaN));
  }

  private static double median(List<Round> all, ToDoubleFunction<Round> value) {
    return Stats.median(all.stream().map(value::applyAsDouble).toList());
  }
}
