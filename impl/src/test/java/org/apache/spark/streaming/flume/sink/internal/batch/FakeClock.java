package org.apache.spark.streaming.flume.sink.internal.batch;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** A clock that moves when the test says so. */
final class FakeClock implements LongSupplier {

  private final AtomicLong nanos = new AtomicLong();
  private final AtomicLong reads = new AtomicLong();

  @Override
  public long getAsLong() {
    reads.incrementAndGet();
    return nanos.get();
  }

  long reads() {
    return reads.get();
  }

  void advance(long by) {
    nanos.addAndGet(by);
  }
}
