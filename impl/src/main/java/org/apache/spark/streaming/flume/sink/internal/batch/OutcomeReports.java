package org.apache.spark.streaming.flume.sink.internal.batch;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.spark.streaming.flume.sink.internal.guard.DaemonThreads;
import org.apache.spark.streaming.flume.sink.internal.guard.SinkLog;

/**
 * Tells policy, counters and log how admitted polls ended: each once, and whatever one of them
 * throws, the others hear of it. Thread-safe.
 */
final class OutcomeReports {

  private final BatchObserver observer;
  private final BatchLog batchLog;
  private final SinkLog log;
  private final ExecutorService aside;

  OutcomeReports(String sinkName, BatchObserver observer, BatchLog batchLog) {
    this.observer = observer;
    this.batchLog = batchLog;
    this.log = SinkLog.of(OutcomeReports.class, sinkName);
    this.aside =
        Executors.newSingleThreadExecutor(task -> DaemonThreads.of(sinkName, "outcomes", task));
  }

  /**
   * Counts an outcome, unless that has happened: before its client hears of it, so that whoever has
   * acknowledged a batch finds it counted. Never waits, never throws.
   */
  void count(Outcome outcome) {
    if (outcome.claimCount()) {
      try {
        observer.settled(outcome);
      } catch (Throwable t) {
        log.error("an outcome could not be counted", t);
      }
    }
  }

  /** Counts and reports an outcome, unless that has happened. Never throws. */
  void report(Outcome outcome) {
    if (!outcome.claimReport()) {
      return;
    }
    count(outcome);
    try {
      tellPolicy(outcome);
      batchLog.ended(outcome);
    } catch (Throwable t) {
      log.error("an outcome could not be noted", t);
    } finally {
      outcome.extensions().leave();
    }
  }

  private void tellPolicy(Outcome outcome) {
    try {
      outcome.extensions().settled(outcome);
    } catch (Throwable t) {
      log.error("{} failed", outcome.extensions().settledCall(), t);
    }
  }

  /**
   * Reports on a thread of its own: a policy that hangs must not hold up I/O, timer or stop.
   *
   * @param then is run after that
   */
  void reportAside(Outcome outcome, Runnable then) {
    try {
      aside.execute(() -> report(outcome, then));
    } catch (Throwable t) {
      // There is no memory for that, or the thread has been stopped: better here than never.
      report(outcome, then);
    }
  }

  private void report(Outcome outcome, Runnable then) {
    try {
      report(outcome);
    } finally {
      then.run();
    }
  }

  /**
   * Ends the thread after what it still has to do.
   *
   * @return whether it has ended within the limit
   */
  boolean stop(Duration limit) {
    aside.shutdown();
    boolean interrupted = Thread.interrupted();
    try {
      return aside.awaitTermination(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
      return aside.isTerminated();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
