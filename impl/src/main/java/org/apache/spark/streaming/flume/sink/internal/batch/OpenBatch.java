package org.apache.spark.streaming.flume.sink.internal.batch;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchOutcome;

/**
 * A batch whose transaction is open: sent, or about to be. Anybody may settle it and the first one
 * wins; the thread that owns the transaction waits for that, acts on it, and finishes the batch.
 */
final class OpenBatch implements BatchWriter.SendListener {

  /** What was decided of the batch. */
  enum Settlement {
    ACKED,
    NACKED,
    TIMED_OUT,
    ABORTED
  }

  private final Poll poll;
  private final Thread owner;
  private final LongSupplier clock;
  private final AtomicReference<Settlement> settlement = new AtomicReference<>();
  private final CompletableFuture<BatchOutcome.Result> finished = new CompletableFuture<>();
  private volatile boolean written;
  private volatile long writtenAt;
  private Duration held = Duration.ZERO;

  OpenBatch(Poll poll, Thread owner, LongSupplier clock) {
    this.poll = poll;
    this.owner = owner;
    this.clock = clock;
  }

  String sequenceNumber() {
    return poll.sequenceNumber();
  }

  Poll poll() {
    return poll;
  }

  /** Settles the batch unless that has happened; tells whether this call did it. Never blocks. */
  boolean settle(Settlement how) {
    boolean won = settlement.compareAndSet(null, how);
    if (won) {
      LockSupport.unpark(owner);
    }
    return won;
  }

  /**
   * Waits, on the owner's thread, until the batch is settled. The client's time starts when the
   * reply has been written; writing it may take as long. When either runs out, the batch times out.
   */
  Settlement awaitSettlement(long timeoutNanos) {
    long start = clock.getAsLong();
    while (settlement.get() == null) {
      long deadline = (written ? writtenAt : start) + timeoutNanos;
      long left = deadline - clock.getAsLong();
      if (left <= 0) {
        settle(Settlement.TIMED_OUT);
      } else {
        LockSupport.parkNanos(this, left);
        // Nobody interrupts here; but a flag, wherever it came from, would make the loop spin.
        Thread.interrupted();
      }
    }
    if (written) {
      held = Duration.ofNanos(Math.max(0, clock.getAsLong() - writtenAt));
    }
    return settlement.get();
  }

  /** What was decided; null while nothing has been. */
  Settlement settlement() {
    return settlement.get();
  }

  /** How long the client held the batch; zero if it was never written. For the owner's thread. */
  Duration held() {
    return held;
  }

  boolean isWritten() {
    return written;
  }

  @Override
  public void written() {
    writtenAt = clock.getAsLong();
    written = true;
    LockSupport.unpark(owner);
  }

  @Override
  public void failed(Throwable cause) {
    settle(Settlement.ABORTED);
  }

  /** Completes once the transaction is closed; exceptionally if an acked batch's commit failed. */
  CompletionStage<BatchOutcome.Result> finished() {
    return finished;
  }

  void finish(BatchOutcome.Result result) {
    finished.complete(result);
  }

  void fail(Throwable failure) {
    finished.completeExceptionally(failure);
  }
}
