package org.apache.spark.streaming.flume.sink.internal.batch;

import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.apache.flume.Event;
import org.apache.spark.streaming.flume.sink.internal.batch.ClientSession.Ticket;
import org.apache.spark.streaming.flume.sink.internal.channel.ChannelReader;
import org.apache.spark.streaming.flume.sink.internal.channel.TakeGuard;
import org.apache.spark.streaming.flume.sink.internal.guard.SinkLog;

/**
 * The life of one transaction thread: it judges polls, and as the lookout it takes the first event
 * of a transaction and has it served. Nothing that is thrown at it ends it; it ends with the queue,
 * or when the channel leaves it a transaction that can't be closed.
 */
final class TransactionWorker implements Runnable {

  private static final long PAUSE_AFTER_FAILURE_NANOS = 10_000_000;

  private final Dispatcher dispatcher;
  private final Dispatcher.Place place;
  private final PollQueue queue;
  private final PollDesk desk;
  private final ChannelReader reader;
  private final TakeGuard guard;
  private final BatchService service;
  private final BatchObserver observer;
  private final LongSupplier clock;
  private final SinkLog log;

  /** The poll that it judges or serves. */
  private volatile Ticket busyWith;

  TransactionWorker(
      Dispatcher.Place place,
      PollQueue queue,
      PollDesk desk,
      ChannelReader reader,
      TakeGuard guard,
      BatchService service,
      BatchObserver observer,
      LongSupplier clock,
      SinkLog log) {
    this.dispatcher = queue.dispatcher();
    this.place = place;
    this.queue = queue;
    this.desk = desk;
    this.reader = reader;
    this.guard = guard;
    this.service = service;
    this.observer = observer;
    this.clock = clock;
    this.log = log;
  }

  /** The parts of the thread's work in which it may be interrupted. */
  TakeGuard guard() {
    return guard;
  }

  @Override
  public void run() {
    guard.attach();
    boolean more = true;
    while (more && !reader.isBroken()) {
      try {
        more = workOnce();
      } catch (Throwable t) {
        log.error("A transaction thread met an unexpected failure, and goes on", t);
        LockSupport.parkNanos(this, PAUSE_AFTER_FAILURE_NANOS);
      }
    }
  }

  private boolean workOnce() {
    if (!dispatcher.next(place)) {
      return false;
    }
    if (place.toJudge() != null) {
      judge(place.toJudge());
    } else {
      look();
    }
    return true;
  }

  private void judge(Ticket ticket) {
    busyWith = ticket;
    guard.enterExtension();
    try {
      desk.judge(ticket);
    } finally {
      guard.exit();
      busyWith = null;
    }
  }

  /** Answers the poll that the thread is busy with, if an extension does not return from it. */
  void answerIfStuck(Thread thread) {
    Ticket ticket = busyWith;
    if (ticket != null) {
      ticket.answerIfStuck(thread);
    }
  }

  private void look() {
    long start = clock.getAsLong();
    try {
      Event first = takeFirst(start);
      Ticket ticket = first == null ? null : queue.claim();
      if (ticket != null) {
        busyWith = ticket;
        service.serve(ticket, first);
      }
    } finally {
      busyWith = null;
      reader.rollback();
      place.lookout().end();
    }
  }

  /**
   * Begins a transaction and takes its first event; null if there is none, or the channel failed.
   */
  private Event takeFirst(long start) {
    try {
      Event first = reader.begin();
      if (first == null) {
        reader.commit();
        place.lookout().foundNothing(clock.getAsLong() - start);
      }
      return first;
    } catch (Throwable t) {
      reader.rollback();
      channelFailed(t, start);
      return null;
    }
  }

  /** A look that failed is answered to one poll, and the next look waits as after an empty one. */
  private void channelFailed(Throwable failure, long start) {
    Ticket ticket = queue.claim();
    if (ticket != null) {
      try {
        desk.fail(ticket, service.channelFailure(failure), failure);
      } finally {
        queue.end(ticket);
      }
    }
    observer.channelReadFailed();
    place.lookout().foundNothing(clock.getAsLong() - start);
  }
}
