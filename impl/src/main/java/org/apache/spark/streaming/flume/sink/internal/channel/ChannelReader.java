package org.apache.spark.streaming.flume.sink.internal.channel;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.apache.flume.Channel;
import org.apache.flume.Event;
import org.apache.spark.streaming.flume.sink.internal.guard.DeadlineTimer;
import org.apache.spark.streaming.flume.sink.internal.guard.SinkLog;

/**
 * What one transaction thread does with the channel: one transaction after the other, each with a
 * first take, and then a run of takes under a deadline. Used by that thread alone.
 *
 * <p>{@link #rollback} ends whatever was begun, and may be called at any time; whoever begins sees
 * to it that it is called.
 */
public final class ChannelReader {

  private static final long FIRST_PAUSE_NANOS = 1_000_000;
  private static final long SLOW_NANOS = 1_000_000;

  /**
   * An interruptible take can't be asked for an event without the risk of a wait, so with no linger
   * at all a batch would hold one event. This is the time to gather those that are there.
   */
  private static final long SHORTEST_LINGER_NANOS = 5_000_000;

  /** What a run may last beyond its linger: takes or transformers can be slow, each on its own. */
  private static final long GRACE_NANOS = 1_000_000_000;

  /** More than this many nanoseconds would not fit the clock. */
  private static final Duration LONGEST_LINGER = Duration.ofDays(365);

  private final Channel channel;
  private final ChannelTraits traits;
  private final TakeGuard guard;
  private final DeadlineTimer timer;
  private final LongSupplier clock;
  private final BooleanSupplier stopping;
  private final long longestPauseNanos;
  private final SinkLog log;

  private ChannelTransaction transaction;
  private boolean broken;
  private long deadline;
  private boolean unbroken;
  private boolean lastTakeWaited;

  /**
   * Makes a reader.
   *
   * @param guard the thread's
   * @param stopping whether nothing more is to be taken
   * @param longestPause between two looks at a channel that had no more, while the run lasts
   */
  public ChannelReader(
      Channel channel,
      ChannelTraits traits,
      TakeGuard guard,
      DeadlineTimer timer,
      LongSupplier clock,
      BooleanSupplier stopping,
      Duration longestPause,
      String sinkName) {
    this.channel = channel;
    this.traits = traits;
    this.guard = guard;
    this.timer = timer;
    this.clock = clock;
    this.stopping = stopping;
    this.longestPauseNanos = longestPause.toNanos();
    this.log = SinkLog.of(ChannelReader.class, sinkName);
  }

  /**
   * Begins a transaction and takes its first event.
   *
   * @return null if there is none now
   */
  public Event begin() {
    transaction = ChannelTransaction.on(channel, log);
    transaction.begin();
    return takeOne();
  }

  /** Takes that succeeded in this transaction; 0 if it has ended. */
  public int takes() {
    return transaction == null ? 0 : transaction.takes();
  }

  public String channelName() {
    return channel.getName();
  }

  /**
   * Begins the run of takes that follow the first.
   *
   * @param linger how long to wait for more
   * @param unbroken whether what the thread does between two takes bears an interrupt, so that the
   *     guard is entered once and not for each take, which costs two locked instructions an event
   */
  public void startRun(Duration linger, boolean unbroken) {
    long nanos = linger.compareTo(LONGEST_LINGER) < 0 ? linger.toNanos() : LONGEST_LINGER.toNanos();
    lastTakeWaited = false;
    if (!traits.takeInterruptible()) {
      deadline = clock.getAsLong() + nanos;
      return;
    }
    deadline = clock.getAsLong() + Math.max(SHORTEST_LINGER_NANOS, nanos);
    guard.arm(deadline, timer);
    this.unbroken = unbroken;
    if (unbroken) {
      guard.enterRun();
    }
  }

  /** Ends the run of takes, if one has been started. */
  public void endRun() {
    if (unbroken) {
      unbroken = false;
      guard.exit();
    }
    guard.lift();
  }

  /**
   * The next event of the run.
   *
   * @param wanted whether anybody still waits for the events
   * @return null once the run has lasted long enough, or nobody wants more, or none can come before
   *     a batch is settled
   * @throws TakeFailedException if the channel failed
   */
  public Event next(BooleanSupplier wanted) {
    long pause = FIRST_PAUSE_NANOS;
    while (wanted.getAsBoolean() && !stopping.getAsBoolean() && !traits.isUsedUp()) {
      Event event = traits.takeInterruptible() ? takeInRun() : takeUninterrupted();
      if (event != null) {
        return event;
      }
      long left = deadline - clock.getAsLong();
      if (left <= 0) {
        return null;
      }
      LockSupport.parkNanos(this, Math.min(left, pause));
      pause = Math.min(longestPauseNanos, pause * 2);
    }
    return null;
  }

  private Event takeInRun() {
    try {
      if (unbroken) {
        return guard.mayTakeMore() ? transaction.take() : null;
      }
      return takeOne();
    } catch (Throwable t) {
      throw new TakeFailedException(t);
    }
  }

  /**
   * Takes from a channel whose takes the guard can't end. Past the deadline such a take is made
   * only as long as takes don't wait: the batch may still gather what is there, but on a channel
   * that waits in its take, each event that comes just in time would hold the batch open for
   * another.
   */
  private Event takeUninterrupted() {
    long start = clock.getAsLong();
    long late = start - deadline;
    if (late >= GRACE_NANOS || (lastTakeWaited && late >= 0)) {
      return null;
    }
    try {
      return takeOne();
    } catch (Throwable t) {
      throw new TakeFailedException(t);
    } finally {
      lastTakeWaited = clock.getAsLong() - start > SLOW_NANOS;
    }
  }

  /** Takes an event without waiting past the guard's deadline, where the channel allows that. */
  private Event takeOne() {
    if (!traits.takeInterruptible()) {
      return stopping.getAsBoolean() ? null : transaction.take();
    }
    if (!guard.enterTake()) {
      return null;
    }
    try {
      return transaction.take();
    } finally {
      guard.exit();
    }
  }

  /**
   * Commits; whether or not it succeeds, the transaction has ended.
   *
   * @throws CommitFailedException if it failed
   */
  public void commit() {
    try {
      transaction.commit();
    } finally {
      ended();
    }
  }

  /** Rolls back, unless the transaction has ended or none was begun. Never throws. */
  public void rollback() {
    if (unbroken) {
      endRun();
    }
    if (transaction != null) {
      try {
        transaction.rollback();
      } finally {
        ended();
      }
    }
  }

  private void ended() {
    broken |= transaction.isBroken();
    transaction = null;
  }

  /** Whether this thread can't begin another transaction, because the last could not be closed. */
  public boolean isBroken() {
    return broken;
  }
}
