package org.apache.spark.streaming.flume.sink.internal.guard;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Keeps one kind of line from filling the log, whoever causes it. Thread-safe:
 *
 * <pre>{@code
 * long times = limit.note();
 * if (times > 0) {
 *   LOG.warn("... ({} times since the last such line)", times);
 * }
 * }</pre>
 */
public final class LogLimit {

  private final long nanosBetween;
  private final LongSupplier nanoClock;
  private final LongAdder untold = new LongAdder();
  private final AtomicLong quietUntil;

  /**
   * Makes a limit.
   *
   * @param between the time between two lines
   * @param nanoClock nanoseconds, monotonic
   */
  public LogLimit(Duration between, LongSupplier nanoClock) {
    this.nanosBetween = between.toNanos();
    this.nanoClock = nanoClock;
    this.quietUntil = new AtomicLong(nanoClock.getAsLong());
  }

  /**
   * Counts an occurrence.
   *
   * @return how many there were since the last line if a line may be written now, otherwise 0
   */
  public long note() {
    untold.increment();
    long now = nanoClock.getAsLong();
    long until = quietUntil.get();
    boolean mayLog = now - until >= 0 && quietUntil.compareAndSet(until, now + nanosBetween);
    return mayLog ? untold.sumThenReset() : 0;
  }
}
