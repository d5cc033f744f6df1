package org.apache.spark.streaming.flume.sink.internal.batch;

/**
 * Where the answer to one poll goes. The transport implements it; the engine calls exactly one of
 * {@link #error}, {@link #empty} and {@link BatchWriter#send}, from any thread, and none if the
 * client has left. None of them blocks.
 */
public interface PollReply {

  /** Starts a batch. Whoever opens a writer ends it, with {@code send} or {@code discard}. */
  BatchWriter openBatch();

  /** Answers with an error batch. */
  void error(String message);

  /** Answers with a successful batch of no events, which needs no acknowledgement. */
  void empty();
}
