package org.apache.spark.streaming.flume.sink.internal.batch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.apache.spark.streaming.flume.sink.internal.guard.DeadlineTimer;

/**
 * Polls that wait, and the transaction threads that wait for polls.
 *
 * <p>A waiting poll costs no thread. However many wait, one thread at a time is the
 * <em>lookout</em>: it opens a transaction and looks whether the channel has an event, and the
 * event goes to the oldest poll. Once that thread finds plenty it passes the role on, so that a
 * full channel is drained by as many threads as there are polls; on a trickle it keeps the role
 * until its batch is sealed, so that the events gather in one batch instead of being spread over
 * all the polls that wait.
 *
 * <p>Idle threads are woken last in, first out, so that few of them do the work: a KafkaChannel
 * keeps a consumer for each thread that ever took from it. Nothing foreign is called under the
 * lock.
 */
final class PollQueue implements DeadlineTimer.Source {

  /** What a transaction thread is to do next. */
  record Work(Poll toAdmit) {
    static final Work LOOK = new Work(null);
  }

  private static final long FIRST_PAUSE_NANOS = 1_000_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Poll> arrived = new ArrayDeque<>();
  private final Deque<Poll> admitted = new ArrayDeque<>();
  private final Deque<Condition> idle = new ArrayDeque<>();
  private Condition pausing;
  private boolean lookout;
  private boolean lookNext;
  private boolean stopped;
  private long pauseNanos = FIRST_PAUSE_NANOS;
  private long nextLook;

  private final LongSupplier clock;
  private final long backoffNanos;
  private final long pollTimeoutNanos;
  private final DeadlineTimer timer;
  private final Consumer<Poll> expired;

  PollQueue(
      LongSupplier clock,
      long backoffNanos,
      long pollTimeoutNanos,
      DeadlineTimer timer,
      Consumer<Poll> expired) {
    this.clock = clock;
    this.backoffNanos = backoffNanos;
    this.pollTimeoutNanos = pollTimeoutNanos;
    this.timer = timer;
    this.expired = expired;
    this.nextLook = clock.getAsLong();
  }

  /** A place in which one transaction thread waits. */
  Condition newPlace() {
    return lock.newCondition();
  }

  /** Adds a poll that has just come; false if the queue has been stopped. */
  boolean offer(Poll poll) {
    lock.lock();
    try {
      if (stopped) {
        return false;
      }
      arrived.add(poll);
      wakeOne();
    } finally {
      lock.unlock();
    }
    timer.wakeBy(poll.arrivedNanos() + pollTimeoutNanos);
    return true;
  }

  /**
   * Waits for work; null once the queue has been stopped. Admissions and looks take turns, so that
   * neither a flood of polls nor a slow channel starves the other even if there is one thread only.
   */
  Work next(Condition place) {
    lock.lock();
    try {
      while (!stopped) {
        long pause = mayLook() ? nextLook - clock.getAsLong() : Long.MAX_VALUE;
        if (pause <= 0 && (lookNext || arrived.isEmpty())) {
          lookNext = false;
          lookout = true;
          if (!arrived.isEmpty()) {
            wakeOne();
          }
          return Work.LOOK;
        }
        Poll poll = arrived.poll();
        if (poll != null) {
          lookNext = true;
          if (!arrived.isEmpty() || (mayLook() && pausing == null)) {
            wakeOne();
          }
          return new Work(poll);
        }
        await(place, pause);
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  private boolean mayLook() {
    return !lookout && !admitted.isEmpty();
  }

  /** Waits to be woken; one thread at a time sleeps only until the next look is due. */
  @SuppressWarnings("WaitNotInLoop") // next() loops
  private void await(Condition place, long pause) {
    try {
      if (pause != Long.MAX_VALUE && pausing == null) {
        pausing = place;
        try {
          place.awaitNanos(pause);
        } finally {
          pausing = null;
        }
      } else {
        idle.push(place);
        try {
          place.await();
        } finally {
          idle.remove(place);
        }
      }
    } catch (InterruptedException e) {
      // Nobody interrupts a thread here, see TakeGuard; if somebody did, it looks again.
    }
  }

  private void wakeOne() {
    Condition place = idle.poll();
    if (place != null) {
      place.signal();
    } else if (pausing != null) {
      pausing.signal();
    }
  }

  /**
   * Adds a poll that the policy accepted; false if the queue has been stopped. Wakes nobody: the
   * thread that admitted it asks for its next work at once.
   */
  boolean admitted(Poll poll) {
    lock.lock();
    try {
      if (stopped) {
        return false;
      }
      admitted.add(poll);
    } finally {
      lock.unlock();
    }
    // The timer may have looked for deadlines while the poll was in neither queue.
    timer.wakeBy(poll.arrivedNanos() + pollTimeoutNanos);
    return true;
  }

  /** Takes out the poll that the event that was found goes to; null if all have left meanwhile. */
  Poll claim() {
    lock.lock();
    try {
      pauseNanos = FIRST_PAUSE_NANOS;
      return admitted.poll();
    } finally {
      lock.unlock();
    }
  }

  /** Takes out the oldest poll for another reason; null if there is none. */
  Poll claimWithoutEvent() {
    lock.lock();
    try {
      return admitted.poll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Puts a claimed poll back in front: it still waits for its first event.
   *
   * @return false if the queue has been stopped
   */
  boolean unclaim(Poll poll) {
    lock.lock();
    try {
      if (stopped) {
        return false;
      }
      admitted.addFirst(poll);
    } finally {
      lock.unlock();
    }
    timer.wakeBy(poll.arrivedNanos() + pollTimeoutNanos);
    return true;
  }

  /**
   * Ends a look that found nothing. The next one follows after a pause that doubles each time up to
   * the backoff; time that the take itself waited counts as pause.
   */
  void lookedInVain(long lookedNanos) {
    lock.lock();
    try {
      pauseNanos = Math.min(backoffNanos, pauseNanos * 2);
      nextLook = clock.getAsLong() + Math.max(0, pauseNanos - lookedNanos);
      lookout = false;
    } finally {
      lock.unlock();
    }
  }

  /** Lets another thread be the lookout, at once if a poll waits. */
  void passLookout() {
    lock.lock();
    try {
      giveUpLookout();
      if (mayLook()) {
        wakeOne();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends the lookout of a thread that asks for its next work at once, and so need wake nobody. */
  void endLookout() {
    lock.lock();
    try {
      giveUpLookout();
    } finally {
      lock.unlock();
    }
  }

  private void giveUpLookout() {
    lookout = false;
    nextLook = clock.getAsLong();
  }

  /** Takes a poll out; false if it is not waiting here. */
  boolean remove(Poll poll) {
    lock.lock();
    try {
      return arrived.remove(poll) || admitted.remove(poll);
    } finally {
      lock.unlock();
    }
  }

  /** Takes out the polls of a connection that was closed. */
  List<Poll> removeAll(long connection) {
    List<Poll> removed = new ArrayList<>();
    Predicate<Poll> gone = poll -> poll.connection() == connection && removed.add(poll);
    lock.lock();
    try {
      arrived.removeIf(gone);
      admitted.removeIf(gone);
    } finally {
      lock.unlock();
    }
    return removed;
  }

  /** Polls that wait. */
  int size() {
    lock.lock();
    try {
      return arrived.size() + admitted.size();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long fire(long now) {
    List<Poll> due = new ArrayList<>();
    long delay = DeadlineTimer.NEVER;
    lock.lock();
    try {
      delay = Math.min(collectDue(arrived, now, due), collectDue(admitted, now, due));
    } finally {
      lock.unlock();
    }
    due.forEach(expired);
    return delay;
  }

  private long collectDue(Deque<Poll> polls, long now, List<Poll> due) {
    // All of them: a slow admission or a poll that was put back leaves no order to rely on.
    long delay = DeadlineTimer.NEVER;
    for (Iterator<Poll> all = polls.iterator(); all.hasNext(); ) {
      Poll poll = all.next();
      long left = poll.arrivedNanos() + pollTimeoutNanos - now;
      if (left > 0) {
        delay = Math.min(delay, left);
      } else {
        all.remove();
        due.add(poll);
      }
    }
    return delay;
  }

  /** Lets no poll in any more, wakes every thread, and gives the polls that still waited. */
  List<Poll> stop() {
    lock.lock();
    try {
      stopped = true;
      List<Poll> left = new ArrayList<>(arrived);
      left.addAll(admitted);
      arrived.clear();
      admitted.clear();
      idle.forEach(Condition::signal);
      idle.clear();
      if (pausing != null) {
        pausing.signal();
      }
      return left;
    } finally {
      lock.unlock();
    }
  }
}
