package org.apache.spark.streaming.flume.sink.internal.batch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.spark.streaming.flume.sink.internal.guard.DeadlineTimer;

/**
 * Error batches whose time has not come. Clients poll again at once after an error, so an error
 * that is answered at once would make them, and this sink, spin.
 */
final class HeldErrors implements DeadlineTimer.Source {

  private record Held(Poll poll, String message, long due) {}

  private final DeadlineTimer timer;
  private final PriorityQueue<Held> held =
      new PriorityQueue<>(Comparator.comparingLong((Held error) -> error.due()));

  HeldErrors(DeadlineTimer timer) {
    this.timer = timer;
  }

  void hold(Poll poll, String message, long due) {
    synchronized (held) {
      held.add(new Held(poll, message, due));
    }
    timer.wakeBy(due);
  }

  @Override
  public long fire(long now) {
    List<Held> ripe = new ArrayList<>();
    long delay = DeadlineTimer.NEVER;
    synchronized (held) {
      for (Held next = held.peek(); next != null; next = held.peek()) {
        if (next.due() - now > 0) {
          delay = next.due() - now;
          break;
        }
        ripe.add(held.poll());
      }
    }
    ripe.forEach(error -> error.poll().answerError(error.message()));
    return delay;
  }

  /** Forgets what nobody waits for any more. */
  void removeAll(long connection) {
    synchronized (held) {
      held.removeIf(error -> error.poll().connection() == connection);
    }
  }
}
