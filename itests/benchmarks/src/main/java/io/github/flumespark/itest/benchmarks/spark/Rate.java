package io.github.flumespark.itest.benchmarks.spark;

import io.github.flumespark.itest.benchmarks.spark.SparkJob.Count;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * How fast a program counts, and what that costs: between the first count after a half of the
 * events and the last before four fifths.
 *
 * @param cpuMicrosPerEvent of the program's process
 * @param elsewhereMicrosPerEvent CPU time of what there is before it
 */
record Rate(double eventsPerSecond, double cpuMicrosPerEvent, double elsewhereMicrosPerEvent) {

  private static final Duration LIMIT = Duration.ofMinutes(3);

  /** Most of a JVM's compiling is done by then. */
  private static final double MEASURED_FROM = 0.5;

  /** After this a sink that has more connections than the other may have no events left. */
  private static final double MEASURED_TO = 0.8;

  /**
   * Measures.
   *
   * @param job which has counted nothing yet
   * @param events how many there are
   * @param elsewhere CPU nanoseconds that were used before it so far
   */
  static Rate of(SparkJob job, long events, LongSupplier elsewhere)
      throws IOException, TimeoutException {
    Count from = null;
    Count to = null;
    long elsewhereFrom = 0;
    long elsewhereTo = 0;
    long counted = 0;
    long countedFrom = 0;
    long countedTo = 0;
    for (Count count = job.next(LIMIT);
        counted + count.events() < events * MEASURED_TO;
        count = job.next(LIMIT)) {
      counted += count.events();
      to = count;
      countedTo = counted;
      elsewhereTo = elsewhere.getAsLong();
      if (from == null && counted >= events * MEASURED_FROM) {
        from = to;
        countedFrom = countedTo;
        elsewhereFrom = elsewhereTo;
      }
    }
    if (from == null || from.nanos() == to.nanos()) {
      throw new IOException("the events were too few to measure a rate");
    }
    double measured = countedTo - countedFrom;
    return new Rate(
        measured * 1e9 / (to.nanos() - from.nanos()),
        (to.cpuNanos() - from.cpuNanos()) / 1e3 / measured,
        (elsewhereTo - elsewhereFrom) / 1e3 / measured);
  }
}
