package org.apache.spark.streaming.flume.sink.internal.metrics;

import java.util.concurrent.atomic.LongAdder;

/**
 * How long something lasted, in buckets that never change, so that series of different agents can
 * be added up. Thread-safe; recording costs three additions and no allocation.
 */
final class Histogram {

  /**
   * Upper bounds of the buckets in milliseconds. By the sink's defaults, a poll that waited above
   * 10,000 found nothing, and a batch that was held above 60,000 timed out.
   */
  private static final long[] BOUNDS = {10, 50, 100, 500, 1_000, 5_000, 10_000, 60_000};

  private static final long NANOS_PER_MILLI = 1_000_000;

  private final LongAdder[] buckets = new LongAdder[BOUNDS.length + 1];
  private final LongAdder sumNanos = new LongAdder();

  Histogram() {
    for (int i = 0; i < buckets.length; i++) {
      buckets[i] = new LongAdder();
    }
  }

  void record(long nanos) {
    sumNanos.add(nanos);
    int bucket = 0;
    while (bucket < BOUNDS.length && nanos > BOUNDS[bucket] * NANOS_PER_MILLI) {
      bucket++;
    }
    buckets[bucket].increment();
  }

  /** Durations up to one of the bounds; all of them for a bound above the last. */
  long countUpTo(long boundMillis) {
    long count = 0;
    for (int i = 0; i < buckets.length; i++) {
      if (i == 0 || BOUNDS[i - 1] < boundMillis) {
        count += buckets[i].sum();
      }
    }
    return count;
  }

  long count() {
    return countUpTo(Long.MAX_VALUE);
  }

  long sumMillis() {
    return sumNanos.sum() / NANOS_PER_MILLI;
  }

  void reset() {
    sumNanos.reset();
    for (LongAdder bucket : buckets) {
      bucket.reset();
    }
  }
}
