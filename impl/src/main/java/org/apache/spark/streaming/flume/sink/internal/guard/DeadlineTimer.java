package org.apache.spark.streaming.flume.sink.internal.guard;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * One thread that lets its sources act when their deadlines pass.
 *
 * <p>Not a scheduled executor: there, each batch would insert and cancel a task, and wake the
 * thread for it. Here a source keeps its deadlines itself, and the thread is woken only for one
 * that is earlier than what it sleeps for, so a busy sink wakes it a few times a second however
 * many batches pass.
 *
 * <p>Whatever a source throws, an Error included, costs a line in the log and nothing else: the
 * thread ends with {@link #stop} alone.
 */
public final class DeadlineTimer implements Runnable {

  /** The delay of a source that has no deadline. */
  public static final long NEVER = Long.MAX_VALUE / 2;

  /** When a source that failed is asked again: what its next deadline is nobody knows. */
  private static final long RETRY_NANOS = 100_000_000;

  /** Something with deadlines. */
  public interface Source {

    /**
     * Does what is due.
     *
     * @return nanoseconds until this source wants to be called again, or {@link #NEVER}
     */
    long fire(long now);

    /** Is called once, when the timer ends. */
    default void end() {}
  }

  private final SinkLog log;
  private final LongSupplier clock;
  private final List<Source> sources = new CopyOnWriteArrayList<>();
  private volatile boolean stopping;

  /** Besides the permit of unpark, which any lock that a source waits for may eat. */
  private volatile boolean woken;

  private volatile long sleepingUntil;
  private volatile Thread thread;

  public DeadlineTimer(String sinkName, LongSupplier clock) {
    this.log = SinkLog.of(DeadlineTimer.class, sinkName);
    this.clock = clock;
    this.sleepingUntil = clock.getAsLong() + NEVER;
  }

  public void add(Source source) {
    sources.add(source);
  }

  public void remove(Source source) {
    sources.remove(source);
  }

  /** Tells that a source has a deadline; call it after the deadline can be seen by the source. */
  public void wakeBy(long deadline) {
    if (deadline - sleepingUntil < 0) {
      woken = true;
      LockSupport.unpark(thread);
    }
  }

  public void stop() {
    stopping = true;
    LockSupport.unpark(thread);
  }

  @Override
  public void run() {
    thread = Thread.currentThread();
    while (!stopping) {
      try {
        turn();
      } catch (Throwable t) {
        log.error("The timer failed, and goes on", t);
        LockSupport.parkNanos(this, RETRY_NANOS);
      }
    }
    for (Source source : sources) {
      try {
        source.end();
      } catch (Throwable t) {
        log.error("A part could not be ended", t);
      }
    }
  }

  private void turn() {
    // Far away while sources are asked, so that a deadline set meanwhile leaves a permit to wake.
    sleepingUntil = clock.getAsLong() + NEVER;
    woken = false;
    long delay = fire(clock.getAsLong());
    sleepingUntil = clock.getAsLong() + delay;
    if (delay > 0 && !woken && !stopping) {
      LockSupport.parkNanos(this, delay);
      // Nobody interrupts here; but a flag, wherever it came from, would make the loop spin.
      Thread.interrupted();
    }
  }

  /** Lets every source act; visible so that a test can turn the clock by hand. */
  public long fire(long now) {
    long delay = NEVER;
    for (Source source : sources) {
      try {
        delay = Math.min(delay, source.fire(now));
      } catch (Throwable t) {
        log.error("A deadline's action failed", t);
        delay = Math.min(delay, RETRY_NANOS);
      }
    }
    return delay;
  }
}
