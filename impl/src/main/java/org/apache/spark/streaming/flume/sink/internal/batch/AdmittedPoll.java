package org.apache.spark.streaming.flume.sink.internal.batch;

import org.apache.spark.streaming.flume.sink.spi.admission.BatchLimits;

/**
 * A poll that the policy accepted, with what was granted.
 *
 * @param sequenceNumber the number that its batch will have
 * @param outcome what the policy will be told of it
 */
record AdmittedPoll(Poll poll, BatchLimits limits, String sequenceNumber, Outcome outcome) {

  /** The extensions under which it was admitted, and which serve it to its end. */
  ExtensionSet extensions() {
    return outcome.extensions();
  }

  @Override
  public String toString() {
    return poll.toString();
  }
}
