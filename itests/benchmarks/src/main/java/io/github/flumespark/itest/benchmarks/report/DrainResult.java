package io.github.flumespark.itest.benchmarks.report;

import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * What came of one cell of the drain matrix. The rounds of both sinks and of the limit followed
 * each other, so ratios are taken round by round.
 *
 * @param cold rounds of JVMs that had just started; measured of the promised cell alone
 * @param warmUps the rounds of the warm JVMs that are not counted
 * @param warm the rounds that are
 */
public record DrainResult(Cell cell, List<Rounds> cold, List<Rounds> warmUps, List<Rounds> warm) {

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

  /**
   * Three rounds that followed each other.
   *
   * @param limit the channel drained in its own process
   */
  public record Rounds(Round reference, Round ours, Round limit) {

    double ratio(ToDoubleFunction<Round> value) {
      return value.applyAsDouble(ours) / value.applyAsDouble(reference);
    }

    double shareOfLimit(Function<Rounds, Round> side) {
      return side.apply(this).eventsPerSecond() / limit.eventsPerSecond();
    }
  }

  /** The median of one side's value over some rounds. */
  static double median(
      List<Rounds> rounds, Function<Rounds, Round> side, ToDoubleFunction<Round> value) {
    return Stats.median(
        rounds.stream().map(each -> value.applyAsDouble(side.apply(each))).toList());
  }

  /** The median of ours to the reference, round by round. */
  static double ratio(List<Rounds> rounds, ToDoubleFunction<Round> value) {
    return Stats.median(rounds.stream().map(each -> each.ratio(value)).toList());
  }

  /** The median of a side's speed to the limit's, round by round. */
  static double shareOfLimit(List<Rounds> rounds, Function<Rounds, Round> side) {
    return Stats.median(rounds.stream().map(each -> each.shareOfLimit(side)).toList());
  }

  /** What was found, in one line. */
  public String describe() {
    String line =
        Format.number(
            "ours to reference: %.2f x events/s, %.2f x CPU/event; %.0f %% of the limit",
            ratio(warm, Round::eventsPerSecond),
            ratio(warm, Round::cpuMicrosPerEvent),
            100 * shareOfLimit(warm, Rounds::ours));
    return cold.isEmpty()
        ? line
        : line
            + Format.number(
                "; cold %.2f x events/s, %.2f x CPU/event",
                ratio(cold, Round::eventsPerSecond), ratio(cold, Round::cpuMicrosPerEvent));
  }
}
