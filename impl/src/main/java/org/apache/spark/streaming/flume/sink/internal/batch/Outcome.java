package org.apache.spark.streaming.flume.sink.internal.batch;

import java.time.Duration;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchLimits;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchOutcome;

/** How an accepted poll ended, as the policy is told. */
record Outcome(Poll poll, BatchLimits limits, Result result, int events, long bytes, Duration held)
    implements BatchOutcome {

  /** The outcome of a poll to which no batch was sent. */
  static Outcome withoutBatch(Poll poll, Result result) {
    return new Outcome(poll, poll.limits(), result, 0, 0, Duration.ZERO);
  }
}
