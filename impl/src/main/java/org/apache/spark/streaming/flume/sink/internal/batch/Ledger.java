package org.apache.spark.streaming.flume.sink.internal.batch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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

  /** Registers a batch; false if its sequence number is in use. */
  boolean register(OpenBatch batch) {
    return open.putIfAbsent(batch.sequenceNumber(), batch) == null;
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

  /** Moves a batch from the open ones to the past. */
  void close(OpenBatch batch, BatchOutcome.Result result) {
    synchronized (past) {
      past.put(batch.sequenceNumber(), result);
    }
    open.remove(batch.sequenceNumber(), batch);
  }

  List<OpenBatch> openBatches() {
    return new ArrayList<>(open.values());
  }
}
