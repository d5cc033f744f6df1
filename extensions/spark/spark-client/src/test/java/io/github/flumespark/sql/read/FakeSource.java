package io.github.flumespark.sql.read;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.flumespark.client.ClientEvent;
import io.github.flumespark.client.EventBatch;
import io.github.flumespark.client.SinkState;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * A sink's channel: gives batches, takes them back, and knows what was acknowledged. Thread-safe.
 */
public final class FakeSource implements BatchSource {

  /** Runs between a poll's answer and whatever comes next. */
  private final Runnable afterPoll;

  private final int cap;
  private final Deque<ClientEvent> channel = new ArrayDeque<>();
  private final List<ClientEvent> acked = new ArrayList<>();
  private final AtomicInteger sequence = new AtomicInteger();
  private int nacks;
  private boolean open;
  private boolean losesAcks;
  private String problem = "";
  private Runnable beforeAck = () -> {};
  private Runnable waiting = () -> {};

  FakeSource(int cap, Runnable afterPoll) {
    this.cap = cap;
    this.afterPoll = afterPoll;
  }

  static FakeSource of(int events) {
    return new FakeSource(Integer.MAX_VALUE, () -> {}).with(events);
  }

  synchronized FakeSource with(int events) {
    IntStream.range(0, events)
        .mapToObj(i -> ClientEvent.of(Map.of("n", "" + i), ("event " + i).getBytes(UTF_8)))
        .forEach(channel::addLast);
    return this;
  }

  synchronized void breakDown(String why) {
    problem = why;
  }

  synchronized void loseAcks() {
    losesAcks = true;
  }

  synchronized void beforeAck(Runnable action) {
    beforeAck = action;
  }

  /** Runs before each answer to {@link #await}. */
  synchronized void whileWaiting(Runnable action) {
    waiting = action;
  }

  synchronized List<ClientEvent> acked() {
    return List.copyOf(acked);
  }

  synchronized int nacks() {
    return nacks;
  }

  synchronized int left() {
    return channel.size();
  }

  @Override
  public Answer poll(int maxEvents, boolean eventsAreThere) {
    List<ClientEvent> events = new ArrayList<>();
    synchronized (this) {
      while (events.size() < Math.min(maxEvents, cap) && !channel.isEmpty()) {
        events.add(channel.removeFirst());
      }
      if (events.isEmpty()) {
        return problem.isEmpty() ? Nothing.EMPTY : new Nothing(problem);
      }
      open = true;
    }
    afterPoll.run();
    return new Batch(new EventBatch("seq-" + sequence.incrementAndGet(), events));
  }

  @Override
  public Answer await(int maxEvents, Duration most) {
    waiting.run();
    return poll(maxEvents, true);
  }

  @Override
  public synchronized SinkState look(Duration after) {
    return new SinkState(channel.size(), 1_000_000, -1, 0, 0, 0, -1);
  }

  @Override
  public boolean fewerMeansNoMore() {
    return false;
  }

  @Override
  public synchronized void close() {
    if (open) {
      throw new IllegalStateException("closed with an open batch");
    }
  }

  private final class Batch implements Polled {

    private final EventBatch batch;

    Batch(EventBatch batch) {
      this.batch = batch;
    }

    @Override
    public EventBatch batch() {
      return batch;
    }

    @Override
    public boolean ack() {
      beforeAck.run();
      synchronized (FakeSource.this) {
        open = false;
        acked.addAll(batch.events());
        return !losesAcks;
      }
    }

    @Override
    public void nack() {
      synchronized (FakeSource.this) {
        open = false;
        nacks++;
        for (int i = batch.events().size() - 1; i >= 0; i--) {
          channel.addFirst(batch.events().get(i));
        }
      }
    }
  }
}
