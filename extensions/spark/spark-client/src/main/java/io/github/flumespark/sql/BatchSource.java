package io.github.flumespark.sql;

import io.github.flumespark.client.EventBatch;
import java.time.Duration;

/** Where a partition's batches come from. For one thread. */
interface BatchSource extends AutoCloseable {

  /**
   * Gets a batch; the sink holds it until it is settled, which must happen before the next call.
   *
   * @param maxEvents how many it may have
   * @param wait how long to wait for events
   * @return null if there are none, or no sink to ask
   */
  Polled poll(int maxEvents, Duration wait);

  /** Gives up what is not settled. */
  @Override
  void close();

  /** A batch that the sink holds. To be settled once. */
  interface Polled {

    EventBatch batch();

    /**
     * Tells the sink that the batch is safe.
     *
     * @return whether the sink has answered; if not, the events may come again
     */
    boolean ack();

    /** Gives the batch back, in whatever way. */
    void nack();
  }
}
