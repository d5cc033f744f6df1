package org.apache.spark.streaming.flume.sink.internal.batch;

import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.apache.spark.streaming.flume.sink.internal.batch.ClientSession.Ticket;
import org.apache.spark.streaming.flume.sink.internal.guard.SureLock;

/**
 * Gives transaction threads their work, and lets them sleep while there is none.
 *
 * <p>A waiting poll costs no thread. However many wait, one thread at a time is the
 * <em>lookout</em>: it opens a transaction and looks whether the channel has an event, and the
 * event goes to the poll whose turn it is. Once that thread finds plenty it passes the role on, so
 * that a full channel is drained by as many threads as there are polls; on a trickle it keeps the
 * role until its batch is sealed, so that the events gather in one batch instead of being spread
 * over all the polls that wait.
 *
 * <p>Idle threads are woken last in, first out, so that few of them do the work: a KafkaChannel
 * keeps a consumer for each thread that ever took from it. Nothing foreign is called under the
 * lock, which is that of {@link PollQueue}. Thread-safe.
 */
final class Dispatcher {

  private static final long FIRST_PAUSE_NANOS = 1_000_000;

  /** What one transaction thread is to do next, and where it waits for that. */
  final class Place {

    private final Ring.Node<Place> idleNode = new Ring.Node<>(this);
    private final Lookout lookout = new Lookout();
    private Ticket toJudge;

    /** Who waits here; null before somebody has. */
    private Thread thread;

    /** Whether it has judged a poll since it looked last. */
    private boolean lookNext;

    /** The poll that is to be judged; null if the thread is the lookout. */
    Ticket toJudge() {
      return toJudge;
    }

    Lookout lookout() {
      return lookout;
    }
  }

  /** The right to look whether the channel has an event: one thread's at a time. */
  final class Lookout {

    /** The thread's own, so it needs no lock to be read. */
    private boolean held;

    /** Whether other threads wait for this one to pass it on. */
    boolean isHeld() {
      return held;
    }

    /** Lets another thread have it, at once if a poll waits. */
    void pass() {
      if (held) {
        lock.lock();
        try {
          giveUp(clock.getAsLong());
          wakeForTurn();
        } finally {
          lock.unlock();
        }
      }
    }

    /** Ends it, for a thread that asks for its next work at once and so need wake nobody. */
    void end() {
      if (held) {
        lock.lock();
        try {
          giveUp(clock.getAsLong());
        } finally {
          lock.unlock();
        }
      }
    }

    /**
     * Ends it without an event. The next look follows after a pause that doubles each time up to
     * the backoff; time that the take itself waited counts as pause.
     */
    void foundNothing(long lookedNanos) {
      if (held) {
        lock.lock();
        try {
          pauseNanos = Math.min(backoffNanos, pauseNanos * 2);
          giveUp(clock.getAsLong() + Math.max(0, pauseNanos - lookedNanos));
        } finally {
          lock.unlock();
        }
      }
    }

    private void giveUp(long next) {
      held = false;
      lookoutTaken = false;
      nextLook = next;
    }
  }

  private final SureLock lock;
  private final WaitingPolls polls;
  private final LongSupplier clock;
  private final long backoffNanos;

  private final Ring<Place> idle = new Ring<>();
  private Place pausing;
  private boolean lookoutTaken;
  private boolean paused;
  private boolean stopped;
  private long pauseNanos = FIRST_PAUSE_NANOS;
  private long nextLook;

  Dispatcher(SureLock lock, WaitingPolls polls, long backoffNanos, LongSupplier clock) {
    this.lock = lock;
    this.polls = polls;
    this.clock = clock;
    this.backoffNanos = backoffNanos;
    this.nextLook = clock.getAsLong();
  }

  /** A place for one thread. */
  Place newPlace() {
    return new Place();
  }

  /**
   * Waits for work. For each thread, judging polls and looking for events take turns, so that
   * neither a flood of polls nor a slow channel starves the other even if there is one thread only;
   * and a thread whose transaction has ended judges first, so that a newcomer can have the next
   * one.
   *
   * @return false once there will be none any more
   */
  boolean next(Place place) {
    lock.lock();
    try {
      place.toJudge = null;
      while (!stopped) {
        long pause = mayLook() ? nextLook - clock.getAsLong() : Long.MAX_VALUE;
        if (pause <= 0 && (place.lookNext || !polls.hasArrivals())) {
          place.lookNext = false;
          lookoutTaken = true;
          place.lookout.held = true;
          if (polls.hasArrivals()) {
            wakeOne();
          }
          return true;
        }
        place.toJudge = polls.judge();
        if (place.toJudge != null) {
          place.lookNext = true;
          if (polls.hasArrivals() || (mayLook() && pausing == null)) {
            wakeOne();
          }
          return true;
        }
        await(place, pause);
      }
      return false;
    } finally {
      lock.unlock();
    }
  }

  private boolean mayLook() {
    return !lookoutTaken && !paused && polls.canServe();
  }

  /**
   * Waits, without the lock, to be woken or for nothing in particular; one thread at a time sleeps
   * only until the next look is due. Not on a condition of the lock: an Error that meets a thread
   * there leaves the lock's queue with a node that nobody ever takes out.
   */
  private void await(Place place, long pause) {
    boolean pauses = pause != Long.MAX_VALUE && pausing == null;
    if (pauses) {
      pausing = place;
    } else {
      idle.addFirst(place.idleNode);
    }
    place.thread = Thread.currentThread();
    lock.unlock();
    try {
      if (pauses) {
        LockSupport.parkNanos(this, pause);
      } else {
        LockSupport.park(this);
      }
      // Nobody interrupts a thread here, see TakeGuard; if somebody did, it must not spin.
      Thread.interrupted();
    } finally {
      lock.lock();
      if (pauses) {
        pausing = null;
      } else {
        place.idleNode.remove();
      }
    }
  }

  /** Wakes a thread. Under the lock, as what follows. */
  void wakeOne() {
    Place place = idle.first();
    if (place != null) {
      place.idleNode.remove();
      LockSupport.unpark(place.thread);
    } else if (pausing != null) {
      LockSupport.unpark(pausing.thread);
    }
  }

  /** Wakes a thread if there is a poll to be served and nobody looks for an event. */
  void wakeForTurn() {
    if (mayLook()) {
      wakeOne();
    }
  }

  /** An event has been found: the channel is not empty, so the next pause is a short one. */
  void foundEvent() {
    pauseNanos = FIRST_PAUSE_NANOS;
  }

  /** Whether nobody is to look for events any more, as if the channel had none. */
  void pause(boolean pause) {
    paused = pause;
    wakeForTurn();
  }

  boolean isPaused() {
    return paused;
  }

  void stop() {
    stopped = true;
    while (!idle.isEmpty()) {
      wakeOne();
    }
    wakeOne();
  }
}
