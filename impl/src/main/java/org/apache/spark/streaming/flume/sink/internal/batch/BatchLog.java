package org.apache.spark.streaming.flume.sink.internal.batch;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.spark.streaming.flume.sink.internal.guard.DeadlineTimer;
import org.apache.spark.streaming.flume.sink.internal.guard.LimitedLog;
import org.apache.spark.streaming.flume.sink.internal.guard.SinkLog;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchOutcome;
import org.slf4j.event.Level;

/**
 * What is logged of polls and batches: at the level DEBUG the life of each, and above it what an
 * operator should know, at most a line a second of each kind. Thread-safe; never throws.
 */
final class BatchLog {

  private final SinkLog log;
  private final LongSupplier clock;
  private final LimitedLog nacked;
  private final LimitedLog timedOut;
  private final LimitedLog aborted;
  private final LimitedLog failed;

  BatchLog(String sinkName, DeadlineTimer timer, LongSupplier clock) {
    this.log = SinkLog.of(BatchLog.class, sinkName);
    this.clock = clock;
    this.nacked = limited(timer);
    this.timedOut = limited(timer);
    this.aborted = limited(timer);
    this.failed = limited(timer);
  }

  private LimitedLog limited(DeadlineTimer timer) {
    return new LimitedLog(log, Level.WARN, LimitedLog.A_SECOND, clock).timedBy(timer);
  }

  void refused(Poll poll, String reason) {
    log.debug("refused {}: {}", poll, reason);
  }

  /** A poll could not be served, or its batch not be filled. */
  void failed(Poll poll, String reason, Throwable failure) {
    failed.write("{} failed: {}", poll, reason, failure);
  }

  /** Something went wrong that concerns nobody but us. */
  void failed(Throwable failure) {
    log.error("cleaning up after a poll or a batch failed", failure);
  }

  /** A batch is about to be sent. */
  void sending(AdmittedPoll poll, int events, long bytes) {
    if (log.isDebugEnabled()) {
      log.debug(
          "batch {}, {} events of {} bytes, goes to {}, which waited for {} ms",
          poll.sequenceNumber(),
          events,
          bytes,
          poll.poll().client(),
          millisSince(poll.poll().arrivedNanos()));
    }
  }

  /** A batch's transaction could not be ended as was decided. */
  void notEnded(OpenBatch batch, Throwable failure) {
    log.error(
        "the transaction of batch {}, which ended as {}, failed: {}",
        batch.sequenceNumber(),
        batch.settlement(),
        failure.getMessage(),
        failure);
  }

  /** An admitted poll ended; its transaction is closed. */
  void ended(Outcome outcome) {
    if (outcome.events() == 0) {
      if (log.isDebugEnabled()) {
        log.debug(
            "{} ended as {} after {} ms",
            outcome.poll(),
            outcome.result(),
            millisSince(outcome.poll().arrivedNanos()));
      }
      return;
    }
    if (log.isDebugEnabled()) {
      log.debug(
          "batch {}, {} events of {} bytes, ended as {}; {} held it for {} ms",
          outcome.sequenceNumber(),
          outcome.events(),
          outcome.bytes(),
          outcome.result(),
          outcome.poll().client(),
          outcome.held().toMillis());
    }
    if (outcome.result() == BatchOutcome.Result.NACKED) {
      // A client that asks for one event and gives it back only wants to know whether there is one:
      // the driver of our Structured Streaming source did that before it could ask for the state.
      if (outcome.poll().requestedEvents() > 1) {
        warn(nacked, outcome, "was refused by its client, and rolled back");
      }
    } else if (outcome.result() == BatchOutcome.Result.TIMED_OUT) {
      warn(timedOut, outcome, "was not acknowledged in time, and rolled back");
    } else if (outcome.result() == BatchOutcome.Result.ABORTED) {
      warn(aborted, outcome, "was given up with its connection or the sink, and rolled back");
    }
  }

  private static void warn(LimitedLog limited, Outcome outcome, String what) {
    limited.write(
        "batch {} with {} events for {} " + what,
        outcome.sequenceNumber(),
        outcome.events(),
        outcome.poll().client());
  }

  private long millisSince(long nanos) {
    return Duration.ofNanos(clock.getAsLong() - nanos).toMillis();
  }
}
