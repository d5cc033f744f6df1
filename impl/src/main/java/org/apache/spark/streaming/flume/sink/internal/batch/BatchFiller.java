package org.apache.spark.streaming.flume.sink.internal.batch;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.flume.Event;
import org.apache.spark.streaming.flume.sink.internal.channel.ChannelTransaction;
import org.apache.spark.streaming.flume.sink.internal.transform.TransformerChain;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchLimits;

/** Fills one batch: take, transform, encode, until a limit or the linger seals it. */
final class BatchFiller {

  /** Takes after which the channel is taken to be full rather than trickling. */
  private static final int PLENTY = 16;

  private static final long FIRST_PAUSE_NANOS = 1_000_000;
  private static final long SLOW_NANOS = 1_000_000;

  /**
   * An interruptible take can't be asked for an event without the risk of a wait, so with no linger
   * at all a batch would hold one event. This is the time to gather those that are there.
   */
  private static final long SHORTEST_LINGER_NANOS = 5_000_000;

  /** A policy may say any Duration; more than this many nanoseconds would not fit the clock. */
  private static final Duration LONGEST_LINGER = Duration.ofDays(365);

  private final BatchEngine engine;
  private final TransactionWorker worker;
  private final ChannelTransaction transaction;
  private final Poll poll;
  private final int maxEvents;
  private final int maxTakes;
  private final long maxBytes;
  private final long lingerNanos;
  private final List<SinkEvent> outputs = new ArrayList<>();
  private final boolean oneRun;
  private boolean lastTakeWaited;
  private boolean transformedSlowly;

  BatchFiller(
      BatchEngine engine, TransactionWorker worker, ChannelTransaction transaction, Poll poll) {
    this.engine = engine;
    this.worker = worker;
    this.transaction = transaction;
    this.poll = poll;
    // Encoding bears an interrupt; extensions are guarded in their own way.
    this.oneRun = engine.traits().takeInterruptible() && engine.chain().isEmpty();
    BatchLimits limits = poll.limits();
    this.maxEvents = Math.min(limits.maxEvents(), poll.maxEvents());
    this.maxTakes = engine.traits().capacity();
    this.maxBytes = Math.min(limits.maxBytes(), engine.settings().maxBytes());
    Duration linger = limits.maxWait().orElse(engine.settings().linger());
    this.lingerNanos =
        linger.compareTo(LONGEST_LINGER) < 0 ? linger.toNanos() : LONGEST_LINGER.toNanos();
  }

  /**
   * Adds the first event and as many more as the limits allow.
   *
   * @throws TakeFailedException if a later take failed; the transaction must be rolled back
   */
  void fill(Event first, BatchWriter writer) {
    boolean interruptible = engine.traits().takeInterruptible();
    long deadline =
        engine.now() + (interruptible ? Math.max(SHORTEST_LINGER_NANOS, lingerNanos) : lingerNanos);
    if (interruptible) {
      worker.guard().arm(deadline, engine.timer());
    }
    try {
      if (oneRun) {
        worker.guard().enterRun();
      }
      for (Event event = first; event != null; event = takeMore(deadline, interruptible)) {
        add(event, writer);
        int takes = transaction.takes();
        if (takes == PLENTY || transformedSlowly) {
          worker.passLookout();
        }
        if (writer.events() >= maxEvents || writer.bytes() >= maxBytes || takes >= maxTakes) {
          return;
        }
      }
    } finally {
      if (interruptible) {
        if (oneRun) {
          worker.guard().exit();
        }
        worker.guard().lift();
      }
    }
  }

  /**
   * The next event; null once the batch has waited enough, the client has left or the sink stops.
   */
  private Event takeMore(long deadline, boolean interruptible) {
    long pause = FIRST_PAUSE_NANOS;
    while (!poll.isClientGone() && !engine.isStopping()) {
      Event event = interruptible ? takeOne() : takeUninterrupted(deadline);
      if (event != null) {
        return event;
      }
      long left = deadline - engine.now();
      if (left <= 0) {
        return null;
      }
      LockSupport.parkNanos(this, Math.min(left, pause));
      pause = Math.min(engine.settings().backoff().toNanos(), pause * 2);
    }
    return null;
  }

  /**
   * Takes from a channel whose takes the guard can't end. Past the deadline such a take is made
   * only as long as takes don't wait: the batch may still gather what is there, but on a channel
   * that waits in its take, each event that comes just in time would hold the batch open for
   * another.
   */
  private Event takeUninterrupted(long deadline) {
    long start = engine.now();
    if (lastTakeWaited && start - deadline >= 0) {
      return null;
    }
    Event event = takeOne();
    lastTakeWaited = engine.now() - start > SLOW_NANOS;
    return event;
  }

  private Event takeOne() {
    try {
      return oneRun ? worker.takeInRun(transaction) : worker.take(transaction);
    } catch (Throwable t) {
      throw new TakeFailedException(t);
    }
  }

  private void add(Event event, BatchWriter writer) {
    TransformerChain chain = engine.chain();
    if (chain.isEmpty()) {
      writer.add(event.getHeaders(), event.getBody());
      return;
    }
    outputs.clear();
    // Others need not wait for a transformer that works on each event for long. A thread that is
    // not the lookout any more keeps nobody waiting, and need not ask the clock for each event.
    boolean lookout = worker.isLookout();
    long start = lookout ? engine.now() : 0;
    worker.guard().enterExtension();
    try {
      chain.transform(toSinkEvent(event), outputs);
    } finally {
      worker.guard().exit();
    }
    transformedSlowly = lookout && engine.now() - start > SLOW_NANOS;
    for (SinkEvent output : outputs) {
      writer.add(output);
    }
  }

  /** Flume lets headers and body be null; transformers need not know. */
  private static SinkEvent toSinkEvent(Event event) {
    Map<String, String> headers = event.getHeaders() == null ? Map.of() : event.getHeaders();
    // Not containsValue(null): an immutable map answers that with an exception.
    for (String value : headers.values()) {
      if (value == null) {
        headers = new HashMap<>(headers);
        headers.replaceAll((name, text) -> text == null ? "" : text);
        break;
      }
    }
    byte[] body = event.getBody();
    return SinkEvent.of(headers, ByteBuffer.wrap(body == null ? new byte[0] : body));
  }

  /** A take that was not the transaction's first failed. */
  static final class TakeFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TakeFailedException(Throwable cause) {
      super(cause);
    }
  }
}
