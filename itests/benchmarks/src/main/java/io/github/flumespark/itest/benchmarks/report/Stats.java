package io.github.flumespark.itest.benchmarks.report;

import java.util.Arrays;
import java.util.List;

/** Medians and percentiles. */
public final class Stats {

  private Stats() {}

  /** The median; the mean of the middle two where there is no middle. NaN of nothing. */
  public static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    if (sorted.length == 0) {
      return Double.NaN;
    }
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** The value that p percent of the values do not exceed (nearest rank). NaN of nothing. */
  public static double percentile(long[] values, double p) {
    if (values.length == 0) {
      return Double.NaN;
    }
    long[] sorted = values.clone();
    Arrays.sort(sorted);
    int rank = (int) Math.ceil(p / 100 * sorted.length);
    return sorted[Math.max(0, rank - 1)];
  }
}
