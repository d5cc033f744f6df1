package io.github.flumespark.itest.spark;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flume.ChannelException;
import org.apache.flume.Event;
import org.apache.flume.Transaction;
import org.apache.flume.channel.MemoryChannel;

/**
 * A memory channel that counts what its sink does to it, and whose commits can be told to fail.
 *
 * <p>Transactions are bound to their thread, so what one has taken is known by the thread.
 */
final class RecordingChannel extends MemoryChannel {

  private final ThreadLocal<List<Event>> taken = ThreadLocal.withInitial(ArrayList::new);
  private final Set<Event> rolledBack =
      Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
  private final AtomicLong committed = new AtomicLong();
  private final AtomicInteger rollbacks = new AtomicInteger();
  private final AtomicInteger commitsToFail = new AtomicInteger();

  /** How many events have left the channel for good. */
  long committed() {
    return committed.get();
  }

  /** How many transactions that had taken events were rolled back. */
  int rollbacks() {
    return rollbacks.get();
  }

  /** Events that were given to somebody and came back. */
  Set<Event> rolledBack() {
    return Set.copyOf(rolledBack);
  }

  void failNextCommits(int count) {
    commitsToFail.set(count);
  }

  @Override
  public Event take() {
    Event event = super.take();
    if (event != null) {
      taken.get().add(event);
    }
    return event;
  }

  @Override
  public Transaction getTransaction() {
    return new RecordingTransaction(super.getTransaction());
  }

  private final class RecordingTransaction implements Transaction {

    private final Transaction delegate;

    RecordingTransaction(Transaction delegate) {
      this.delegate = delegate;
    }

    @Override
    public void begin() {
      delegate.begin();
      taken.remove();
    }

    @Override
    public void commit() {
      int events = taken.get().size();
      if (events > 0 && commitsToFail.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        throw new ChannelException("told to fail");
      }
      delegate.commit();
      committed.addAndGet(events);
    }

    @Override
    public void rollback() {
      delegate.rollback();
      rolledBack.addAll(taken.get());
      if (!taken.get().isEmpty()) {
        rollbacks.incrementAndGet();
      }
    }

    @Override
    public void close() {
      delegate.close();
      taken.remove();
    }
  }
}
