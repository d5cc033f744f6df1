package org.apache.spark.streaming.flume.sink.internal.guard;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Has the log written at level DEBUG for some minutes, on behalf of one sink. The loggers are those
 * of all sinks of the JVM, so the level goes back when the last sink's time is over. Thread-safe.
 */
public final class DebugLog {

  static final Duration PERIOD = Duration.ofMinutes(10);

  /** The level that sinks share. */
  static final class Shared {

    private final Supplier<Runnable> raise;

    // Guarded by this.
    private int users;
    private Runnable putBack;

    /**
     * Knows how to raise the level.
     *
     * @param raise raises it and tells how to put it back
     */
    Shared(Supplier<Runnable> raise) {
      this.raise = raise;
    }

    private synchronized void begin() {
      if (users == 0) {
        putBack = raise.get();
      }
      users++;
    }

    private synchronized void end() {
      users--;
      if (users == 0) {
        putBack.run();
        putBack = null;
      }
    }
  }

  private static final Shared OF_THIS_JVM = new Shared(Log4jLevel::debug);

  private final Shared shared;
  private final LongSupplier clock;

  // Guarded by this.
  private boolean on;
  private long end;

  DebugLog(Shared shared, LongSupplier clock) {
    this.shared = shared;
    this.clock = clock;
  }

  /** One sink's share in the level of this JVM's loggers. */
  public DebugLog(LongSupplier clock) {
    this(OF_THIS_JVM, clock);
  }

  /**
   * Begins the time, or begins it anew.
   *
   * @throws IllegalStateException if the log is not one whose level can be set
   */
  public synchronized void begin() {
    if (!on) {
      shared.begin();
      on = true;
    }
    end = clock.getAsLong() + PERIOD.toNanos();
  }

  /** Ends the time; tells whether there was one. */
  public synchronized boolean end() {
    boolean was = on;
    if (on) {
      on = false;
      shared.end();
    }
    return was;
  }

  /** Ends the time if it is over; to be called now and then. Tells whether it has ended it. */
  public synchronized boolean endIfOver() {
    return on && clock.getAsLong() - end >= 0 && end();
  }

  /** How much is left of the time, in seconds, at least 1; 0 if there is none. */
  public synchronized long secondsLeft() {
    return on ? Math.max(1, Duration.ofNanos(end - clock.getAsLong()).toSeconds()) : 0;
  }
}
