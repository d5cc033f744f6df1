package org.apache.spark.streaming.flume.sink.internal.batch;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.spark.streaming.flume.sink.internal.guard.LogLimit;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchOutcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is logged of batches: at the level DEBUG the life of each transaction, and above it what an
 * operator should know, at most a line a second of each kind. Thread-safe.
 */
final class BatchLog {

  private static final Logger LOG = LoggerFactory.getLogger(BatchEngine.class);
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(1);

  private final String sinkName;
  private final LongSupplier clock;
  private final LogLimit nacked;
  private final LogLimit timedOut;
  private final LogLimit aborted;

  BatchLog(String sinkName, LongSupplier clock) {
    this.sinkName = sinkName;
    this.clock = clock;
    this.nacked = new LogLimit(BETWEEN_LINES, clock);
    this.timedOut = new LogLimit(BETWEEN_LINES, clock);
    this.aborted = new LogLimit(BETWEEN_LINES, clock);
  }

  /** A batch is about to be sent. */
  void sending(Poll poll, int events, long bytes) {
    if (LOG.isDebugEnabled()) {
      LOG.debug(
          "Sink {}: batch {}, {} events of {} bytes, goes to {}, which waited for {} ms",
          sinkName,
          poll.sequenceNumber(),
          events,
          bytes,
          poll.client(),
          millis(clock.getAsLong() - poll.arrivedNanos()));
    }
  }

  /** An accepted poll ended; its transaction is closed. */
  void settled(Outcome outcome) {
    if (outcome.events() == 0) {
      if (LOG.isDebugEnabled()) {
        LOG.debug(
            "Sink {}: {} ended as {} after {} ms",
            sinkName,
            outcome.poll(),
            outcome.result(),
            millis(clock.getAsLong() - outcome.poll().arrivedNanos()));
      }
      return;
    }
    if (LOG.isDebugEnabled()) {
      LOG.debug(
          "Sink {}: batch {}, {} events of {} bytes, ended as {}; {} held it for {} ms",
          sinkName,
          outcome.poll().sequenceNumber(),
          outcome.events(),
          outcome.bytes(),
          outcome.result(),
          outcome.poll().client(),
          outcome.held().toMillis());
    }
    if (outcome.result() == BatchOutcome.Result.NACKED) {
      // A client that asks for one event and gives it back waits so for there being any: the driver
      // of our Structured Streaming source does.
      if (outcome.poll().requestedEvents() == 1) {
        return;
      }
      warn(nacked, outcome, "was refused by its client, and rolled back");
    } else if (outcome.result() == BatchOutcome.Result.TIMED_OUT) {
      warn(timedOut, outcome, "was not acknowledged in time, and rolled back");
    } else if (outcome.result() == BatchOutcome.Result.ABORTED) {
      warn(aborted, outcome, "was given up with its connection or the sink, and rolled back");
    }
  }

  private void warn(LogLimit limit, Outcome outcome, String what) {
    long times = limit.note();
    if (times > 0) {
      LOG.warn(
          "Sink {}: batch {} with {} events for {} {}{}",
          sinkName,
          outcome.poll().sequenceNumber(),
          outcome.events(),
          outcome.poll().client(),
          what,
          times == 1 ? "" : " (" + times + " batches since the last such line)");
    }
  }

  private static long millis(long nanos) {
    return Duration.ofNanos(nanos).toMillis();
  }
}
