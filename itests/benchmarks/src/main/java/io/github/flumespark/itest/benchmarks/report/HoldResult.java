package io.github.flumespark.itest.benchmarks.report;

/**
 * More pollers than threads, none of which acknowledges, and then a stop.
 *
 * @param served pollers that held a batch when the stop began
 * @param stopMillis how long the stop took; NaN if it did not end
 * @param limitMillis how long it was waited for
 * @param filled events in the channel before the first poll
 * @param left events in the channel after the stop; -1 if it could not be told
 */
public record HoldResult(
    String side,
    int pollers,
    int threads,
    int served,
    double stopMillis,
    double limitMillis,
    long filled,
    long left) {

  /** For a table. */
  public String describe() {
    String stop =
        Double.isNaN(stopMillis)
            ? "stop hangs (killed after " + Format.millis(limitMillis) + ")"
            : "stop " + Format.millis(stopMillis);
    String rolledBack =
        left < 0
            ? ""
            : left == filled ? ", all rolled back" : ", " + left + " of " + filled + " left";
    return stop + rolledBack + ", " + served + " served";
  }
}
