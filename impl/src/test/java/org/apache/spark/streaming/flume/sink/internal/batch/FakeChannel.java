package org.apache.spark.streaming.flume.sink.internal.batch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.apache.flume.Event;
import org.apache.flume.channel.BasicChannelSemantics;
import org.apache.flume.channel.BasicTransactionSemantics;
import org.apache.flume.event.EventBuilder;

/**
 * A channel that keeps its promises to the letter and counts: thread-bound transactions (Flume's
 * own base class sees to that), events given back in order, and a fault wherever a test wants one.
 * Its take never waits.
 */
final class FakeChannel extends BasicChannelSemantics {

  /** A fault to throw from one of the steps. */
  interface Fault {
    void strike() throws RuntimeException;
  }

  private static final Fault NONE = () -> {};

  private final Deque<Event> queue = new ArrayDeque<>();
  final AtomicInteger begun = new AtomicInteger();
  final AtomicInteger commits = new AtomicInteger();
  final AtomicInteger rollbacks = new AtomicInteger();
  final AtomicInteger closed = new AtomicInteger();

  volatile Fault onBegin = NONE;
  volatile Fault onCommit = NONE;
  volatile Fault onRollback = NONE;
  volatile Fault onClose = NONE;

  /** Is told how many events the transaction has taken before each take. */
  volatile IntConsumer onTake = taken -> {};

  FakeChannel() {
    setName("fake");
  }

  void put(String... bodies) {
    synchronized (queue) {
      for (String body : bodies) {
        queue.add(EventBuilder.withBody(body, UTF_8));
      }
    }
  }

  void putNumbered(int from, int to) {
    for (int i = from; i < to; i++) {
      put(String.valueOf(i));
    }
  }

  /** Bodies that are in the channel and in no transaction. */
  List<String> content() {
    synchronized (queue) {
      return queue.stream().map(event -> new String(event.getBody(), UTF_8)).toList();
    }
  }

  void clear() {
    synchronized (queue) {
      queue.clear();
    }
  }

  int open() {
    return begun.get() - closed.get();
  }

  @Override
  protected BasicTransactionSemantics createTransaction() {
    return new FakeTransaction();
  }

  private final class FakeTransaction extends BasicTransactionSemantics {
    private final List<Event> taken = new ArrayList<>();

    @Override
    protected void doBegin() {
      begun.incrementAndGet();
      onBegin.strike();
    }

    @Override
    protected void doPut(Event event) {
      throw new UnsupportedOperationException("tests put directly");
    }

    @Override
    protected Event doTake() {
      onTake.accept(taken.size());
      synchronized (queue) {
        Event event = queue.poll();
        if (event != null) {
          taken.add(event);
        }
        return event;
      }
    }

    @Override
    protected void doCommit() {
      onCommit.strike();
      if (!taken.isEmpty()) {
        commits.incrementAndGet();
      }
      taken.clear();
    }

    @Override
    protected void doRollback() {
      synchronized (queue) {
        for (int i = taken.size() - 1; i >= 0; i--) {
          queue.addFirst(taken.get(i));
        }
      }
      rollbacks.incrementAndGet();
      taken.clear();
      onRollback.strike();
    }

    @Override
    protected void doClose() {
      closed.incrementAndGet();
      onClose.strike();
    }
  }
}
