package org.apache.spark.streaming.flume.sink.internal.batch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchOutcome;

/**
 * The batches that are open, by sequence number, and how the last ones ended. Thread-safe; nothing
 * in it blocks.
 */
final class Ledger {

  /** Enough to tell a late answer from a made-up one; it only serves logs and counters. */
  private static final int REMEMBERED = 1024;

  private final Map<String, OpenBatch> open = new ConcurrentHashMap<>();

  private final Map<String, BatchOutcome.Result> past =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, BatchOutcome.Result> eldest) {
          return size() > REMEMBERED;
        }
      };

  private final LongSupplier clock;
  private final AtomicLong openEvents = new AtomicLong();
  private volatile long committedAt;
  private volatile boolean committed;

  Ledger(LongSupplier clock) {
    this.clock = clock;
  }

  /** Registers a batch; false if its sequence number is in use. */
  boolean register(OpenBatch batch) {
    boolean free = open.putIfAbsent(batch.sequenceNumber(), batch) == null;
    if (free) {
      openEvents.addAndGet(batch.takes());
    }
    return free;
  }

  /** The open batch of that number, or null. It stays until its transaction is closed. */
  OpenBatch find(String sequenceNumber) {
    return open.get(sequenceNumber);
  }

  /** How the batch of that number ended, or null where that was long ago or it never was. */
  BatchOutcome.Result pastResult(String sequenceNumber) {
    synchronized (past) {
      return past.get(sequenceNumber);
    }
  }

  /** Moves a batch from the open ones to the past. Never throws. */
  void close(OpenBatch batch, BatchOutcome.Result result) {
    try {
      synchronized (past) {
        past.put(batch.sequenceNumber(), result);
      }
    } catch (Throwable t) {
      // It is for want of memory, and only serves logs and counters.
    }
    if (open.remove(batch.sequenceNumber(), batch)) {
      openEvents.addAndGet(-batch.takes());
    }
    if (result == BatchOutcome.Result.ACKED) {
      committedAt = clock.getAsLong();
      committed = true;
    }
  }

  /** Events of the channel that the open batches were made of. */
  long openEvents() {
    return openEvents.get();
  }

  /** Milliseconds since the last commit; -1 if there was none. */
  long millisSinceCommit() {
    return committed ? Duration.ofNanos(clock.getAsLong() - committedAt).toMillis() : -1;
  }

  List<OpenBatch> openBatches() {
    return new ArrayList<>(open.values());
  }
}
