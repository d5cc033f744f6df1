package org.apache.spark.streaming.flume.sink.spi.admission;

import org.apache.spark.streaming.flume.sink.spi.Extension;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Decides which polls may open a transaction, and with which limits.
 *
 * <p>The sink calls it from several threads at once, so it must be thread-safe. Permission and
 * completion are a pair: each poll that was accepted is settled exactly once, whatever happens to
 * it; a poll that was rejected is never settled.
 */
@ConsumerType
public interface BatchAdmissionPolicy extends Extension {

  /**
   * Judges a poll, before any transaction is opened. It must not block: to make a client wait,
   * reject with a hold. What it throws is answered with an error batch, and counts as a rejection.
   *
   * @param poll the poll
   * @return the answer, never null
   */
  Admission admit(PollRequest poll);

  /**
   * Tells how an accepted poll ended. Called exactly once for each accepted poll, after its
   * transaction was closed. It must not block; what it throws is logged.
   *
   * <p>The client may have been answered by then, but no further poll of its connection is judged
   * before this returns: whoever polls again after an ack finds the room that the ack gave back.
   *
   * @param outcome how it ended
   */
  default void settled(BatchOutcome outcome) {}
}
