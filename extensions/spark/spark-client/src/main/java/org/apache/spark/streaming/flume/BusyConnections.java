package org.apache.spark.streaming.flume;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Knows on which connections another full batch is likely to come soon: those whose last one was
 * full and a moment ago. The others wait for events, or for a sink that is down. Not thread-safe.
 */
final class BusyConnections {

  private static final long MOMENT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final LongSupplier nanoTime;
  private final boolean[] wasFull;
  private final long[] receivedAt;

  BusyConnections(int connections, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.wasFull = new boolean[connections];
    this.receivedAt = new long[connections];
  }

  /** A batch has come on this connection. */
  void received(int connection, boolean full) {
    wasFull[connection] = full;
    receivedAt[connection] = nanoTime.getAsLong();
  }

  int count() {
    long now = nanoTime.getAsLong();
    int count = 0;
    for (int i = 0; i < wasFull.length; i++) {
      count += wasFull[i] && now - receivedAt[i] < MOMENT_NANOS ? 1 : 0;
    }
    return count;
  }
}
