package org.apache.spark.streaming.flume.sink.internal.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.spark.streaming.flume.sink.internal.batch.ClientSession.Ticket;
import org.apache.spark.streaming.flume.sink.internal.guard.DeadlineTimer;
import org.apache.spark.streaming.flume.sink.internal.guard.SureLock;

/**
 * The polls that wait, for all threads: connections put them in, transaction threads take them out,
 * and the timer those that have waited too long. Thread-safe, and nothing in it waits.
 */
final class PollQueue {

  private final SureLock lock = new SureLock();
  private final WaitingPolls polls;
  private final Dispatcher dispatcher;
  private final LongSupplier clock;
  private final long pollTimeoutNanos;
  private final DeadlineTimer timer;
  private boolean stopped;

  PollQueue(BatchSettings settings, DeadlineTimer timer, LongSupplier clock) {
    this.polls = new WaitingPolls(settings.threads());
    this.dispatcher = new Dispatcher(lock, polls, settings.backoff().toNanos(), clock);
    this.clock = clock;
    this.pollTimeoutNanos = settings.pollTimeout().toNanos();
    this.timer = timer;
  }

  /** Where transaction threads get their work. */
  Dispatcher dispatcher() {
    return dispatcher;
  }

  /** A connection that may poll. */
  ClientSession join(Client client) {
    lock.lock();
    try {
      return polls.join(client);
    } finally {
      lock.unlock();
    }
  }

  /** Ends a connection; what waited on it is to be taken with {@link #leftBy}. */
  void leave(ClientSession session) {
    lock.lock();
    try {
      polls.close(session);
    } finally {
      lock.unlock();
    }
  }

  /** Takes out a poll that waited on a connection; null if there is none. */
  Ticket leftBy(ClientSession session) {
    lock.lock();
    try {
      return polls.leftBy(session);
    } finally {
      lock.unlock();
    }
  }

  /** Adds a poll that has just come; false if the queue has been stopped or the client has left. */
  boolean offer(ClientSession session, Poll poll) {
    Ticket ticket = new Ticket(session, poll);
    lock.lock();
    try {
      if (stopped || session.closed) {
        return false;
      }
      if (polls.arrive(ticket)) {
        dispatcher.wakeOne();
      }
    } finally {
      lock.unlock();
    }
    timer.wakeBy(poll.arrivedNanos() + pollTimeoutNanos);
    return true;
  }

  /**
   * Lets a poll that the policy accepted wait for an event. Wakes nobody: the thread that judged it
   * asks for its next work at once.
   *
   * @return false if the queue has been stopped, the client has left, or the poll has expired
   */
  boolean admit(Ticket ticket, AdmittedPoll admitted) {
    lock.lock();
    try {
      return polls.admit(ticket, admitted) && staysIn(ticket);
    } finally {
      lock.unlock();
    }
  }

  private boolean staysIn(Ticket ticket) {
    if (stopped) {
      polls.takeOut(ticket);
    }
    return !stopped;
  }

  /**
   * Takes out the poll that the event that was found goes to; null if all have left meanwhile, or
   * delivery has been paused.
   */
  Ticket claim() {
    lock.lock();
    try {
      dispatcher.foundEvent();
      return dispatcher.isPaused() ? null : polls.claim();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Puts a claimed poll back in front: it still waits for its first event.
   *
   * @return false if the queue has been stopped or the client has left
   */
  boolean unclaim(Ticket ticket) {
    lock.lock();
    try {
      if (!polls.unclaim(ticket) || !staysIn(ticket)) {
        return false;
      }
    } finally {
      lock.unlock();
    }
    timer.wakeBy(ticket.poll.arrivedNanos() + pollTimeoutNanos);
    return true;
  }

  /** The batch for a claimed poll has been written. */
  void written(Ticket ticket) {
    lock.lock();
    try {
      if (polls.written(ticket)) {
        dispatcher.wakeForTurn();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The transaction for a claimed poll has ended, and its batch is out of our hands. */
  void end(Ticket ticket) {
    lock.lock();
    try {
      polls.end(ticket);
    } finally {
      lock.unlock();
    }
  }

  /** The client reads its replies, or has stopped to. */
  void writable(ClientSession session, boolean writable) {
    lock.lock();
    try {
      if (polls.writable(session, writable)) {
        dispatcher.wakeForTurn();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Begins or ends the time in which the policy is told of a poll. */
  void reporting(Ticket ticket, boolean begins) {
    lock.lock();
    try {
      if (polls.reporting(ticket, begins)) {
        dispatcher.wakeOne();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Takes a poll out that was judged, or waits again; false if it was not waiting any more. */
  boolean remove(Ticket ticket) {
    lock.lock();
    try {
      return polls.refuse(ticket);
    } finally {
      lock.unlock();
    }
  }

  /** Takes out a poll that has waited too long; null if there is none. */
  Ticket takeExpired(long now) {
    lock.lock();
    try {
      return polls.takeOlderThan(now - pollTimeoutNanos);
    } finally {
      lock.unlock();
    }
  }

  /** Nanoseconds until the next poll has waited too long, or {@link DeadlineTimer#NEVER}. */
  long untilNextExpires(long now) {
    lock.lock();
    try {
      return polls.size() == 0 ? DeadlineTimer.NEVER : polls.oldest() + pollTimeoutNanos - now;
    } finally {
      lock.unlock();
    }
  }

  /** Has all admitted polls judged anew; gives what had been granted to them. */
  List<AdmittedPoll> judgeAnew() {
    List<AdmittedPoll> withdrawn = new ArrayList<>();
    lock.lock();
    try {
      polls.judgeAnew(withdrawn::add);
      dispatcher.wakeOne();
    } finally {
      lock.unlock();
    }
    return withdrawn;
  }

  /** Pauses delivery, or ends that: polls go on to come, to be judged, to wait and to expire. */
  void pause(boolean pause) {
    lock.lock();
    try {
      dispatcher.pause(pause);
    } finally {
      lock.unlock();
    }
  }

  boolean isPaused() {
    lock.lock();
    try {
      return dispatcher.isPaused();
    } finally {
      lock.unlock();
    }
  }

  /** Polls that wait. */
  int size() {
    lock.lock();
    try {
      return polls.size();
    } finally {
      lock.unlock();
    }
  }

  /** Transactions that are open for a poll. */
  int open() {
    lock.lock();
    try {
      return polls.open();
    } finally {
      lock.unlock();
    }
  }

  /** Of the host that has most of them. */
  int openOfBusiestHost() {
    lock.lock();
    try {
      return polls.openOfBusiestHost();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Lets no poll in any more, and ends the work; what waits is to be taken with {@link #takeAny}.
   */
  void stop() {
    lock.lock();
    try {
      stopped = true;
      dispatcher.stop();
    } finally {
      lock.unlock();
    }
  }

  /** Whether it lets no poll in any more. */
  boolean isStopped() {
    lock.lock();
    try {
      return stopped;
    } finally {
      lock.unlock();
    }
  }

  /** Takes out any poll that waits; null if none does. */
  Ticket takeAny() {
    return takeExpired(clock.getAsLong() + pollTimeoutNanos + 1);
  }
}
