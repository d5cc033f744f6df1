package org.apache.spark.streaming.flume.sink.internal.batch;

import java.util.Comparator;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.spark.streaming.flume.sink.internal.guard.DeadlineTimer;

/**
 * Error batches whose time has not come. Clients poll again at once after an error, so an error
 * that is answered at once would make them, and this sink, spin. Thread-safe.
 */
final class DelayedErrors implements DeadlineTimer.Source {

  private record Delayed(long connection, long number, long due, Poll poll, String message) {}

  private static final Comparator<Delayed> BY_DUE =
      (one, other) ->
          one.due() == other.due()
              ? Long.compare(one.number(), other.number())
              : Long.signum(one.due() - other.due());

  private static final Comparator<Delayed> BY_CONNECTION =
      Comparator.comparingLong(Delayed::connection).thenComparingLong(Delayed::number);

  private final DeadlineTimer timer;
  private final TreeSet<Delayed> byDue = new TreeSet<>(BY_DUE);
  private final TreeSet<Delayed> byConnection = new TreeSet<>(BY_CONNECTION);
  private long added;

  DelayedErrors(DeadlineTimer timer) {
    this.timer = timer;
  }

  /** Answers a poll with an error batch at a moment; at once if there is no memory for the wait. */
  void answer(Poll poll, String message, long due) {
    try {
      synchronized (this) {
        Delayed error = new Delayed(poll.connection(), added++, due, poll, message);
        byConnection.add(error);
        byDue.add(error);
      }
      timer.wakeBy(due);
    } catch (Throwable t) {
      poll.answerError(message);
    }
  }

  @Override
  public long fire(long now) {
    while (true) {
      Delayed ripe;
      synchronized (this) {
        if (byDue.isEmpty()) {
          return DeadlineTimer.NEVER;
        }
        ripe = byDue.first();
        if (ripe.due() - now > 0) {
          return ripe.due() - now;
        }
        byDue.remove(ripe);
        byConnection.remove(ripe);
      }
      ripe.poll().answerError(ripe.message());
    }
  }

  /** Answers all: their clients should hear why before their connections are closed. */
  @Override
  public void end() {
    while (true) {
      Delayed next;
      synchronized (this) {
        next = byDue.pollFirst();
        if (next == null) {
          return;
        }
        byConnection.remove(next);
      }
      next.poll().answerError(next.message());
    }
  }

  /** Forgets what nobody waits for any more. */
  synchronized void forget(long connection) {
    SortedSet<Delayed> gone =
        byConnection.subSet(
            new Delayed(connection, 0, 0, null, null),
            new Delayed(connection + 1, 0, 0, null, null));
    byDue.removeAll(gone);
    gone.clear();
  }
}
