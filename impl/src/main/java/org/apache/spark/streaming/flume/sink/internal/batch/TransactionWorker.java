package org.apache.spark.streaming.flume.sink.internal.batch;

import java.util.function.LongSupplier;
import org.apache.flume.Event;
import org.apache.spark.streaming.flume.sink.internal.batch.ClientSession.Ticket;
import org.apache.spark.streaming.flume.sink.internal.channel.ChannelReader;
import org.apache.spark.streaming.flume.sink.internal.channel.TakeGuard;

/**
 * The life of one transaction thread: it judges polls, and as the lookout it takes the first event
 * of a transaction and has it served. It ends with the queue, or when the channel leaves it a
 * transaction that can't be closed.
 */
final class TransactionWorker implements Runnable {

  private final Dispatcher dispatcher;
  private final Dispatcher.Place place;
  private final PollQueue queue;
  private final PollDesk desk;
  private final ChannelReader reader;
  private final TakeGuard guard;
  private final BatchService service;
  private final BatchObserver observer;
  private final LongSupplier clock;

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
      LongSupplier clock) {
    this.dispatcher = queue.dispatcher();
    this.place = place;
    this.queue = queue;
    this.desk = desk;
    this.reader = reader;
    this.guard = guard;
    this.service = service;
    this.observer = observer;
    this.clock = clock;
  }

  /** The parts of the thread's work in which it may be interrupted. */
  TakeGuard guard() {
    return guard;
  }

  /** Returns when there is no more work; to be run again after whatever it throws. */
  @Override
  public void run() {
    guard.attach();
    endUnfinished();
    boolean more = true;
    while (more) {
      more = workOnce();
    }
  }

  /** Ends what was cut off, handlers and all: see {@code DaemonThreads.lasting}. */
  private void endUnfinished() {
    Ticket ticket = busyWith;
    busyWith = null;
    service.endUnfinished();
    reader.rollback();
    place.lookout().end();
    if (ticket != null && ticket == place.toJudge()) {
      desk.cutOff(ticket);
    }
  }

  /** Tells whether there may be more to do. */
  private boolean workOnce() {
    if (reader.isBroken() || !dispatcher.next(place)) {
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
        service.failWithChannel(ticket, failure);
      } finally {
        queue.end(ticket);
      }
    }
    observer.channelReadFailed();
    place.lookout().foundNothing(clock.getAsLong() - start);
  }
}
