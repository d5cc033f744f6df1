package org.apache.spark.streaming.flume.sink.internal.rpc;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What all connections of a server hold together, so that each can be asked to do with less when it
 * is much. Thread-safe; nothing in it waits.
 */
final class ServerLoad {

  /** What a connection may hold of an unfinished request however many others there are. */
  static final int BUFFERED_BYTES_OF_ANYONE = 4096;

  /** A call that waits holds some hundred bytes, and its answer is no longer than a kilobyte. */
  private static final long HEAP_PER_CALL = 4096;

  private static final int ALWAYS_CALLS = 4096;
  private static final int BUFFERED_SHARE_OF_HEAP = 4;

  private static final int SMALLEST_EXPECTATION = 4096;
  private static final int LARGEST_EXPECTATION = 16 << 20;

  private final long manyCalls;
  private final long muchBuffered;
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger waitingCalls = new AtomicInteger();
  private final AtomicLong bufferedBytes = new AtomicLong();
  private volatile int expectedBatchBytes = SMALLEST_EXPECTATION;

  ServerLoad(long heapBytes) {
    this.manyCalls = Math.max(ALWAYS_CALLS, heapBytes / HEAP_PER_CALL);
    this.muchBuffered = heapBytes / BUFFERED_SHARE_OF_HEAP;
  }

  /** Counts a connection in, unless there are so many. */
  boolean open(int limit) {
    if (connections.incrementAndGet() > limit) {
      connections.decrementAndGet();
      return false;
    }
    return true;
  }

  void closed() {
    connections.decrementAndGet();
  }

  /** Connections that are open. */
  int connections() {
    return connections.get();
  }

  void called() {
    waitingCalls.incrementAndGet();
  }

  void answered(int calls) {
    waitingCalls.addAndGet(-calls);
  }

  /** Whether so many calls wait that a connection must do with fewer. */
  boolean isCrowded() {
    return waitingCalls.get() > manyCalls;
  }

  /** Bytes of unfinished requests that a connection holds more, or less, than before. */
  void buffered(int bytes) {
    if (bytes != 0) {
      bufferedBytes.addAndGet(bytes);
    }
  }

  /** Whether so much of unfinished requests is held that a connection must do with little. */
  boolean isMuchBuffered() {
    return bufferedBytes.get() > muchBuffered;
  }

  /** Batches resemble each other, so the last one's size is a good guess at the next one's. */
  int expectedBatchBytes() {
    return expectedBatchBytes;
  }

  void sentBatchOf(long bytes) {
    long guess = Math.max(SMALLEST_EXPECTATION, bytes + bytes / 8);
    expectedBatchBytes = (int) Math.min(LARGEST_EXPECTATION, guess);
  }
}
