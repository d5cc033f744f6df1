package io.github.flumespark.contract;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** A clock that moves only when a test says so. Thread-safe. */
public final class ManualClock implements LongSupplier {

  private final AtomicLong nanos;

  /**
   * Makes a clock that stands.
   *
   * @param nanos what it shows, any number: the origin of the sink's clock is arbitrary too, and it
   *     may be negative or overflow
   */
  public ManualClock(long nanos) {
    this.nanos = new AtomicLong(nanos);
  }

  @Override
  public long getAsLong() {
    return nanos.get();
  }

  /**
   * Moves the clock on.
   *
   * @param time zero or more
   */
  public void advance(Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException("time is " + time + "; allowed: zero or more");
    }
    nanos.addAndGet(time.toNanos());
  }
}
