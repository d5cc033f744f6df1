package org.apache.spark.streaming.flume.sink.internal.extension;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.spark.streaming.flume.sink.internal.guard.DaemonThreads;
import org.apache.spark.streaming.flume.sink.internal.guard.ForeignCode;
import org.apache.spark.streaming.flume.sink.internal.guard.LimitedLog;
import org.apache.spark.streaming.flume.sink.internal.guard.SinkLog;
import org.slf4j.event.Level;

/**
 * What one extension wants done again and again, on a thread that the sink owns: it is made for the
 * first task, and ends before the extension is closed. Thread-safe.
 */
final class ScheduledTasks implements AutoCloseable {

  private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

  /** A task that heeds the interrupt has returned by then; less than a close may take. */
  private static final Duration UNTIL_IT_RETURNS = Duration.ofSeconds(2);

  private final String sinkName;
  private final String what;
  private final ClassLoader loader;
  private final LimitedLog failures;

  /** Null before the first task. Guarded by this. */
  private ScheduledThreadPoolExecutor executor;

  /** Guarded by this. */
  private boolean closed;

  ScheduledTasks(String sinkName, String what, ClassLoader loader, LongSupplier nanoClock) {
    this.sinkName = sinkName;
    this.what = what;
    this.loader = loader;
    this.failures =
        new LimitedLog(
            SinkLog.of(ScheduledTasks.class, sinkName), Level.WARN, BETWEEN_LINES, nanoClock);
  }

  synchronized void add(Runnable task, Duration initialDelay, Duration delay) {
    if (delay.isNegative() || delay.isZero() || initialDelay.isNegative()) {
      throw new IllegalArgumentException(
          "The delays are %s and %s; allowed: none below zero, and the second above"
              .formatted(initialDelay, delay));
    }
    if (closed) {
      throw new IllegalStateException("The %s is closed".formatted(what));
    }
    if (executor == null) {
      executor =
          new ScheduledThreadPoolExecutor(
              1, DaemonThreads.factory(sinkName, "schedule-" + what.replace(' ', '-')));
    }
    // The future is of no use: a task never fails, and ends with all others.
    var unused =
        executor.scheduleWithFixedDelay(
            () -> run(task), nanos(initialDelay), nanos(delay), TimeUnit.NANOSECONDS);
  }

  private void run(Runnable task) {
    ForeignCode foreign = ForeignCode.enter(loader);
    try {
      task.run();
    } catch (Throwable thrown) {
      failures.write(
          "a scheduled task of the {} failed, and is run again after its delay", what, thrown);
    } finally {
      foreign.exit();
    }
  }

  /** Interrupts a task that is at work, and begins none any more. */
  @Override
  public void close() {
    ScheduledThreadPoolExecutor running;
    synchronized (this) {
      closed = true;
      running = executor;
    }
    if (running == null) {
      return;
    }
    running.shutdownNow();
    try {
      if (!running.awaitTermination(UNTIL_IT_RETURNS.toNanos(), TimeUnit.NANOSECONDS)) {
        failures.write(
            "a scheduled task of the {} heeds no interrupt, and is left to itself", what);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static long nanos(Duration time) {
    return time.compareTo(Duration.ofNanos(Long.MAX_VALUE)) > 0 ? Long.MAX_VALUE : time.toNanos();
  }
}
