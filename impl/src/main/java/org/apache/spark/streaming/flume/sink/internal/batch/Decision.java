package org.apache.spark.streaming.flume.sink.internal.batch;

import java.time.Duration;

/** What was decided of a poll, after policy and sequence generator have been asked. */
sealed interface Decision {

  /** It may have a batch. */
  record Admitted(AdmittedPoll poll) implements Decision {}

  /** It is answered with an error batch after the delay. */
  record Refused(String reason, Duration delay) implements Decision {}
}
