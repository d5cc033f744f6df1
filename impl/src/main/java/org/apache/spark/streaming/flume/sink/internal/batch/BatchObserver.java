package org.apache.spark.streaming.flume.sink.internal.batch;

import org.apache.spark.streaming.flume.sink.spi.admission.BatchLimits;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchOutcome;
import org.apache.spark.streaming.flume.sink.spi.admission.PollRequest;

/** Is told what happens to batches. Called from many threads; must not block or throw. */
public interface BatchObserver {

  /** A client's session begins; its address with the port. */
  default void connected(String address) {}

  /** A client's session has ended. */
  default void disconnected(String address) {}

  /** A poll has come. */
  default void polled(PollRequest poll) {}

  /** A batch with events is about to be sent. */
  default void sending(PollRequest poll, BatchLimits limits, int events, long bytes) {}

  /** An accepted poll ended; its transaction is closed. */
  default void settled(BatchOutcome outcome) {}

  /** A poll was refused. */
  default void refused() {}

  /** Taking from the channel failed. */
  default void channelReadFailed() {}

  /** An ack or nack came for a batch that was settled before, or that this sink does not know. */
  default void lateSettlement() {}
}
