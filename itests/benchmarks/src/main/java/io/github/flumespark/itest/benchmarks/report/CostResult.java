package io.github.flumespark.itest.benchmarks.report;

import io.github.flumespark.itest.benchmarks.report.DrainResult.Cell;
import io.github.flumespark.itest.benchmarks.report.DrainResult.Round;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What something costs a drain. Round i with it followed round i without, so ratios are taken pair
 * by pair.
 *
 * @param what the thing, as tables name it
 * @param atLeast the part of the events per second without it that is to be left
 * @param keys its configuration
 * @param warmUps the rounds that are not counted, each without and with
 */
public record CostResult(
    String what,
    double atLeast,
    Cell cell,
    Map<String, String> keys,
    List<List<Round>> warmUps,
    List<Round> without,
    List<Round> with) {

  /** With to without, pair by pair. */
  List<Double> ratios(ToDoubleFunction<Round> value) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < with.size(); i++) {
      ratios.add(value.applyAsDouble(with.get(i)) / value.applyAsDouble(without.get(i)));
    }
    return ratios;
  }

  /** The median over the pairs of with to without. */
  public double ratio(ToDoubleFunction<Round> value) {
    return Stats.median(ratios(value));
  }

  /** The median over the rounds of one kind. */
  static double median(List<Round> rounds, ToDoubleFunction<Round> value) {
    return Stats.median(rounds.stream().map(value::applyAsDouble).toList());
  }
}
