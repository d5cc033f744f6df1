package org.apache.spark.streaming.flume.sink.internal.channel;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.streaming.flume.sink.internal.guard.DeadlineTimer;

/**
 * The parts of a transaction thread's work in which it may be interrupted: inside the {@code take}
 * of a channel that allows it, and inside extensions. An interrupt never lands anywhere else: in a
 * FileChannel it would close the file under the channel, and in a commit it would fail the commit.
 *
 * <p>A deadline can be set on takes: when it passes, the take that is under way stops waiting, and
 * {@link #enterTake} answers false until the deadline is lifted.
 */
public final class TakeGuard implements DeadlineTimer.Source {

  private static final int OUTSIDE = 0;
  private static final int IN_TAKE = 1;
  private static final int IN_EXTENSION = 2;
  private static final int INTERRUPTING = 3;
  private static final int INTERRUPTED = 4;

  /** Whom to interrupt; set before it enters anything. */
  private volatile Thread owner;

  private final AtomicInteger state = new AtomicInteger();
  private boolean armed;
  private long deadline;
  private volatile boolean cut;
  private volatile boolean closed;

  /** Makes the calling thread the one that is guarded. */
  public void attach() {
    owner = Thread.currentThread();
  }

  /** Sets the moment from which takes don't wait any more. */
  public void arm(long newDeadline, DeadlineTimer timer) {
    synchronized (this) {
      deadline = newDeadline;
      armed = true;
      cut = false;
    }
    timer.wakeBy(newDeadline);
  }

  /** Takes the deadline away, passed or not. */
  public synchronized void lift() {
    armed = false;
    cut = false;
  }

  /**
   * Enters a take. The state is set before the flags are read, and {@link #fire} sets its flag
   * before it reads the state: one of the two sees the other, so no take waits past its deadline.
   *
   * @return false if the take must not be made
   */
  public boolean enterTake() {
    state.set(IN_TAKE);
    if (cut || closed) {
      exit();
      return false;
    }
    return true;
  }

  /** Enters a run of takes, each of which {@link #mayTakeMore} must allow. */
  public void enterRun() {
    state.set(IN_TAKE);
  }

  /**
   * Whether another take may be made by a thread that is inside: so that a run of takes enters
   * once, and not each of them, which costs two locked instructions an event. What the thread does
   * between the takes of a run must bear an interrupt.
   */
  public boolean mayTakeMore() {
    return !cut && !closed;
  }

  public void enterExtension() {
    state.set(IN_EXTENSION);
  }

  /** Leaves either part. An interrupt that was on its way has arrived, and is cleared, after it. */
  public void exit() {
    int inside = state.get();
    if (inside > IN_EXTENSION || !state.compareAndSet(inside, OUTSIDE)) {
      while (state.get() != INTERRUPTED) {
        Thread.onSpinWait();
      }
      state.set(OUTSIDE);
    }
    // An extension may have set the flag as well.
    Thread.interrupted();
  }

  @Override
  public synchronized long fire(long now) {
    if (!armed) {
      return DeadlineTimer.NEVER;
    }
    long left = deadline - now;
    if (left > 0) {
      return left;
    }
    armed = false;
    cut = true;
    interruptIf(IN_TAKE);
    return DeadlineTimer.NEVER;
  }

  /** Ends the take that is under way and forbids further ones. */
  public void close() {
    closed = true;
    interruptIf(IN_TAKE);
  }

  /** Ends a wait in an extension; for a stop that an extension holds up. */
  public void interruptExtension() {
    interruptIf(IN_EXTENSION);
  }

  private void interruptIf(int where) {
    if (state.compareAndSet(where, INTERRUPTING)) {
      owner.interrupt();
      state.set(INTERRUPTED);
    }
  }
}
