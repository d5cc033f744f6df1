package io.github.flumespark.itest.benchmarks.client;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/** One connection to a sink. Calls are made one after the other; close may come from any thread. */
public interface PollClient extends Closeable {

  /**
   * A batch.
   *
   * @param error empty for a successful batch
   * @param sequenceNumber what acknowledges the batch
   * @param events how many it has
   * @param stamps number and put time of each event, where the client was made to read them
   */
  record Batch(String error, String sequenceNumber, int events, List<Stamp> stamps) {}

  /** Which event this is, and when it was put, by {@link System#nanoTime} of the same machine. */
  record Stamp(int id, long putNanos) {}

  /** Gets a batch of at most n events. */
  Batch poll(int n) throws IOException;

  /** Acknowledges a batch. */
  void ack(String sequenceNumber) throws IOException;
}
