package io.github.flumespark.itest.benchmarks.report;

import static io.github.flumespark.itest.benchmarks.report.Format.millis;
import static io.github.flumespark.itest.benchmarks.report.Format.number;

import java.util.Collections;
import java.util.List;

/**
 * Polls that wait at an empty channel.
 *
 * @param joinMillis from the first connection until all polls wait
 * @param heapBytes that the JVM's heap has grown by, after a collection
 * @param residentBytes that the process has grown by; what the JVM has not given back is in it
 * @param percentOfCore while nothing happens
 * @param deliveryMillis from an event's put until a client has read it
 */
public record ScaleResult(
    int connections,
    int pollsEach,
    double joinMillis,
    long heapBytes,
    long residentBytes,
    double percentOfCore,
    List<Double> deliveryMillis,
    double stopMillis) {

  /** Waiting polls. */
  long polls() {
    return (long) connections * pollsEach;
  }

  /** For a table: what each column of {@link Report}'s says. */
  List<String> columns() {
    return List.of(
        number("%,d × %,d", connections, pollsEach),
        millis(joinMillis),
        number("%.1f KiB", heapBytes / 1024.0 / connections),
        number("%.1f KiB", residentBytes / 1024.0 / connections),
        number("%.2f KiB", heapBytes / 1024.0 / polls()),
        number("%.1f %%", percentOfCore),
        millis(Stats.median(deliveryMillis)) + " / " + millis(Collections.max(deliveryMillis)),
        millis(stopMillis));
  }

  /** For the terminal. */
  public String describe() {
    return String.join(", ", columns());
  }
}
