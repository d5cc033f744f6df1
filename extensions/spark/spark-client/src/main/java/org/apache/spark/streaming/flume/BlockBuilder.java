package org.apache.spark.streaming.flume;

import io.github.flumespark.client.ClientEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Stores batches that come at about the same time as one block. A block costs Spark some
 * milliseconds, on the receiver's side and as a task of its own in each job, however few events it
 * has. Thread-safe; each connection's thread brings one batch at a time.
 *
 * <p>A full batch, after which more is to be expected, waits a moment for those of other busy
 * connections: until half of them are here, so that the others can go on polling meanwhile. A batch
 * that was not full does not wait, and takes along those that do. One of the threads stores for
 * all.
 */
final class BlockBuilder {

  private static final long WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /** However many connections there are, a block is not to become a burden. */
  private static final int MOST_BATCHES = 16;

  /** In place of one that nobody can join any more; the next one is made by whoever comes first. */
  private static final Block SPENT = new Block();

  private final EventStore store;
  private final BusyConnections busy;
  private Block next = SPENT;

  BlockBuilder(EventStore store, BusyConnections busy) {
    this.store = store;
    this.busy = busy;
  }

  /**
   * Stores a batch: it is safe when this returns, and not if it throws what kept it from being so.
   *
   * @param connection whose batch it is, counted from 0
   * @param full whether the poll got all that it had asked for
   */
  void store(int connection, List<ClientEvent> events, boolean full) throws InterruptedException {
    Block mine = join(connection, events, full);
    if (mine == null) {
      return;
    }
    Throwable failure = null;
    try {
      awaitOthers(mine);
      store.store(mine.events);
    } catch (Throwable t) {
      failure = t;
    } finally {
      end(mine, failure);
    }
    mine.check();
  }

  /** The others wait for this, whatever has befallen their leader. */
  private synchronized void end(Block block, Throwable failure) {
    if (next == block) {
      next = SPENT;
    }
    block.failure = failure;
    block.isDone = true;
    notifyAll();
  }

  /** Gives the block that the caller has to store; null if another thread has stored it. */
  private synchronized Block join(int connection, List<ClientEvent> events, boolean full)
      throws InterruptedException {
    busy.received(connection, full);
    Block mine = next == SPENT ? new Block() : next;
    mine.events.addAll(events);
    next = mine;
    mine.batches++;
    boolean leads = mine.batches == 1;
    mine.isReady |= !full || mine.batches >= enough();
    if (mine.isReady) {
      next = SPENT;
      notifyAll();
    }
    if (leads) {
      return mine;
    }
    while (!mine.isDone) {
      wait();
    }
    mine.check();
    return null;
  }

  private int enough() {
    return Math.min(MOST_BATCHES, (busy.count() + 1) / 2);
  }

  private synchronized void awaitOthers(Block mine) {
    long end = System.nanoTime() + WAIT_NANOS;
    try {
      for (long left = WAIT_NANOS; !mine.isReady && left > 0; left = end - System.nanoTime()) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
    } catch (InterruptedException e) {
      // Others may have joined by now, and wait for this thread to store their batches.
      Thread.currentThread().interrupt();
    }
    if (next == mine) {
      next = SPENT;
    }
  }

  /** Guarded by the builder until it is nobody's {@code next} any more; then its leader's. */
  private static final class Block {

    private final List<ClientEvent> events = new ArrayList<>();
    private int batches;
    private boolean isReady;
    private boolean isDone;
    private Throwable failure;

    void check() {
      if (failure instanceof Error error) {
        throw error;
      }
      if (failure != null) {
        throw new StoreException(failure);
      }
    }
  }

  /** Spark could not store a block: the cause says why. */
  static final class StoreException extends RuntimeException {

    private static final long serialVersionUID = 1;

    StoreException(Throwable cause) {
      super(cause.getMessage(), cause);
    }
  }
}
