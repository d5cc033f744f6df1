package org.apache.spark.streaming.flume.sink.internal.transform;

/** What happens to an event whose transformer throws an exception. */
public enum OnError {
  /** The batch is rolled back: no event is lost, and one that always fails blocks the channel. */
  FAIL,
  /** The event is left out of the batch, and counted. */
  DROP,
  /** The event goes on as the transformer was given it, and is counted. */
  PASS
}
