package io.github.flumespark.sql.read;

import io.github.flumespark.client.EventBatch;
import io.github.flumespark.client.SinkState;
import java.io.IOException;
import java.time.Duration;

/** Where a partition's batches come from. For one thread. */
public interface BatchSource extends AutoCloseable {

  /**
   * Gets a batch; the sink holds it until it is settled, which must happen before the next call.
   *
   * @param maxEvents how many it may have
   * @param eventsAreThere whether some are known to be there, so that it is worth waiting
   * @return the batch, or why there is none
   * @throws IOException if there will be none however often this is tried
   */
  Answer poll(int maxEvents, boolean eventsAreThere) throws IOException;

  /**
   * Waits for a batch, as long as it takes one to come: if there is none after this time, the poll
   * stays with the sink, and the next call goes on waiting for it.
   *
   * @param maxEvents how many it may have
   * @return the batch, or why there is none so far
   * @throws IOException if there will be none however often this is tried
   */
  Answer await(int maxEvents, Duration most) throws IOException;

  /**
   * What the sink has.
   *
   * @param after how long to wait first
   * @return null if it doesn't tell, or can't be asked
   */
  SinkState look(Duration after);

  /** Whether a batch with fewer events than were asked for says that there are no more. */
  boolean fewerMeansNoMore();

  /** Gives up what is not settled. */
  @Override
  void close();

  /** What a poll comes to. */
  sealed interface Answer {}

  /**
   * No batch.
   *
   * @param problem why the sink could not be polled; empty if it had nothing
   */
  record Nothing(String problem) implements Answer {
    /** The sink had nothing. */
    static final Nothing EMPTY = new Nothing("");
  }

  /** A batch that the sink holds. To be settled once. */
  non-sealed interface Polled extends Answer {

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
