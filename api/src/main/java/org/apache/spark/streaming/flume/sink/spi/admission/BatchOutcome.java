package org.apache.spark.streaming.flume.sink.spi.admission;

import java.time.Duration;
import org.osgi.annotation.versioning.ProviderType;

/** How an accepted poll ended. Immutable. */
@ProviderType
public interface BatchOutcome {

  /** The ways in which an accepted poll can end. */
  enum Result {
    /** The client acknowledged the batch, and the channel committed it. */
    ACKED,
    /** The client refused the batch; it was rolled back. */
    NACKED,
    /** The client said nothing in time; the batch was rolled back. */
    TIMED_OUT,
    /**
     * The batch was rolled back for any other reason: the reply could not be written, the
     * connection closed, the channel or an extension failed, the commit failed, or the sink
     * stopped.
     */
    ABORTED,
    /**
     * No batch was sent within the sink's {@code pollTimeout}: no event came, transformers dropped
     * those that came, or all transactions were open; or the client left while it waited.
     */
    EMPTY
  }

  /**
   * The poll.
   *
   * @return the very object that {@link BatchAdmissionPolicy#admit} was given
   */
  PollRequest poll();

  /**
   * What the policy granted.
   *
   * @return the limits of its answer
   */
  BatchLimits limits();

  /**
   * How it ended.
   *
   * @return never null
   */
  Result result();

  /**
   * The size of the batch that was sent.
   *
   * @return events; 0 if none was sent
   */
  int events();

  /**
   * The size of the batch that was sent.
   *
   * @return encoded bytes of its events; 0 if none was sent
   */
  long bytes();

  /**
   * How long the client held the batch.
   *
   * @return from the reply being written to the settlement; zero if no batch was sent
   */
  Duration held();
}
