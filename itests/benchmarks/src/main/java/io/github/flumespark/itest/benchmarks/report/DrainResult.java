package io.github.flumespark.itest.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What came of one cell of the drain matrix. Round i of both sinks and of the limit followed each
 * other, so ratios are taken round by round.
 *
 * @param warmUps the rounds that are not counted, each of the reference, ours and the limit; the
 *     first ones show the sinks just after their start
 * @param limit the channel drained in its own process
 */
public record DrainResult(
    Cell cell,
    List<List<Round>> warmUps,
    List<Round> reference,
    List<Round> ours,
    List<Round> limit) {

  /** What is drained, and how. */
  public record Cell(String channel, int connections, int batch, int body) {

    @Override
    public String toString() {
      String size = body < 1024 ? body + " B" : body / 1024 + " KiB";
      return channel + ", " + connections + " × " + batch + " × " + size;
    }
  }

  /**
   * One drain. CPU and allocations are those of the sink's JVM; times are in nanoseconds, NaN for
   * the limit, which has none.
   */
  public record Round(
      long events,
      double eventsPerSecond,
      double cpuMicrosPerEvent,
      double bytesPerEvent,
      double pollP50,
      double pollP99,
      double ackP50,
      double ackP99,
      long gcMillis) {}

  /** The median over the rounds. */
  public static double median(List<Round> rounds, ToDoubleFunction<Round> value) {
    return Stats.median(rounds.stream().map(value::applyAsDouble).toList());
  }

  /** The median over the pairs of ours to the reference. */
  public double ratio(ToDoubleFunction<Round> value) {
    return Stats.median(ratios(value));
  }

  /** Ours to the reference, pair by pair. */
  public List<Double> ratios(ToDoubleFunction<Round> value) {
    return ratios(ours, reference, value);
  }

  static List<Double> ratios(
      List<Round> rounds, List<Round> others, ToDoubleFunction<Round> value) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < rounds.size(); i++) {
      ratios.add(value.applyAsDouble(rounds.get(i)) / value.applyAsDouble(others.get(i)));
    }
    return ratios;
  }

  /** The median over the rounds of a sink's speed to the limit's. */
  public double shareOfLimit(List<Round> rounds) {
    List<Double> shares = new ArrayList<>();
    for (int i = 0; i < rounds.size(); i++) {
      shares.add(rounds.get(i).eventsPerSecond() / limit.get(i).eventsPerSecond());
    }
    return Stats.median(shares);
  }
}
