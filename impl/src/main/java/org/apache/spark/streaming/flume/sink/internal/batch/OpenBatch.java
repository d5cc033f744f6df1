package org.apache.spark.streaming.flume.sink.internal.batch;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

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

  /** Hears when the batch's transaction is closed. */
  interface FinishListener {

    /**
     * It is.
     *
     * @param failure why it could not be ended as was decided; null if it could
     */
    void finished(Throwable failure);
  }

  private static final class Waiting {

    private final FinishListener listener;
    private Waiting next;

    Waiting(FinishListener listener) {
      this.listener = listener;
    }
  }

  private final AdmittedPoll poll;
  private final int takes;
  private final Thread owner;
  private final LongSupplier clock;
  private final Runnable whenWritten;
  private final AtomicReference<Settlement> settlement = new AtomicReference<>();
  private volatile boolean written;
  private volatile boolean unsent;
  private volatile long writtenAt;
  private Duration held = Duration.ZERO;

  // Guarded by this.
  private Waiting whoWait;
  private boolean finished;
  private Throwable failure;

  /**
   * Makes a batch that nobody can see yet.
   *
   * @param takes events of the channel that it was made of
   * @param owner the thread that has its transaction
   * @param whenWritten is run once the whole batch has left for the client; must not block
   */
  OpenBatch(AdmittedPoll poll, int takes, Thread owner, LongSupplier clock, Runnable whenWritten) {
    this.poll = poll;
    this.takes = takes;
    this.owner = owner;
    this.clock = clock;
    this.whenWritten = whenWritten;
  }

  String sequenceNumber() {
    return poll.sequenceNumber();
  }

  AdmittedPoll poll() {
    return poll;
  }

  /** Events of the channel that it was made of. */
  int takes() {
    return takes;
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
        park(left);
      }
    }
    if (written) {
      held = Duration.ofNanos(Math.max(0, clock.getAsLong() - writtenAt));
    }
    return settlement.get();
  }

  /**
   * Waits, on the owner's thread, until the batch's bytes are out of our hands: a batch can be
   * settled by a connection other than the one that it was sent on, whose client does not read.
   *
   * @param enough whether there is no use in waiting any more; asked again whenever the owner is
   *     unparked
   * @return whether they are
   */
  boolean awaitWritten(long timeoutNanos, BooleanSupplier enough) {
    long deadline = clock.getAsLong() + timeoutNanos;
    while (!written && !unsent && !enough.getAsBoolean()) {
      long left = deadline - clock.getAsLong();
      if (left <= 0) {
        return false;
      }
      park(left);
    }
    return true;
  }

  private void park(long nanos) {
    LockSupport.parkNanos(this, nanos);
    // Nobody interrupts here; but a flag, wherever it came from, would make the loop spin.
    Thread.interrupted();
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
    whenWritten.run();
  }

  @Override
  public void failed(Throwable cause) {
    unsent = true;
    if (!settle(Settlement.ABORTED)) {
      LockSupport.unpark(owner);
    }
  }

  /** Hears once when the transaction is closed: at once, if it is. */
  void whenFinished(FinishListener listener) {
    Waiting waiting = new Waiting(listener);
    synchronized (this) {
      if (!finished) {
        waiting.next = whoWait;
        whoWait = waiting;
        return;
      }
    }
    listener.finished(failure);
  }

  /**
   * Tells everybody that the transaction is closed. Allocates nothing, and never throws.
   *
   * @param newFailure why it could not be ended as was decided; null if it could
   */
  void finish(Throwable newFailure) {
    Waiting next;
    synchronized (this) {
      finished = true;
      failure = newFailure;
      next = whoWait;
      whoWait = null;
    }
    for (; next != null; next = next.next) {
      try {
        next.listener.finished(newFailure);
      } catch (Throwable t) {
        // The others hear of it all the same.
      }
    }
  }
}
