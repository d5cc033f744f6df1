package org.apache.spark.streaming.flume.sink.internal.batch;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.apache.flume.Event;
import org.apache.spark.streaming.flume.sink.internal.channel.ChannelReader;
import org.apache.spark.streaming.flume.sink.internal.channel.ChannelTraits;
import org.apache.spark.streaming.flume.sink.internal.channel.PlainEvent;
import org.apache.spark.streaming.flume.sink.internal.channel.TakeGuard;
import org.apache.spark.streaming.flume.sink.internal.transform.ChainRunner;
import org.apache.spark.streaming.flume.sink.internal.transform.TransformerChain;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;

/**
 * Fills the batches of one transaction thread: take, transform, encode, until a limit or the linger
 * seals the batch. What is taken in one transaction is bounded whatever comes out of the chain: a
 * chain that drops everything must not take the whole channel into memory.
 */
final class BatchFiller {

  /** Takes after which the channel is taken to be full rather than trickling. */
  private static final int PLENTY = 16;

  private static final long SLOW_NANOS = 1_000_000;

  /** About what is taken in the time that another thread needs to be woken. */
  private static final int TAKES_OF_A_WAKING = 125;

  /** From here on copying is more of the work than taking, and better shared. */
  private static final int MANY_BYTES = 256 * 1024;

  /** Takes of one transaction, if it has not even as many outputs to show as were asked for. */
  private static final int MOST_TAKES = 10_000;

  private final BatchSettings settings;
  private final ChannelReader reader;
  private final ChannelTraits traits;
  private final TakeGuard guard;
  private final Dispatcher.Lookout lookout;
  private final LongSupplier clock;
  private final List<SinkEvent> outputs = new ArrayList<>();
  private boolean transformedSlowly;
  private long startedAt;

  /** Null for a chain without stages, and between batches. */
  private ChainRunner runner;

  BatchFiller(
      BatchSettings settings,
      ChannelReader reader,
      ChannelTraits traits,
      TakeGuard guard,
      Dispatcher.Lookout lookout,
      LongSupplier clock) {
    this.settings = settings;
    this.reader = reader;
    this.traits = traits;
    this.guard = guard;
    this.lookout = lookout;
    this.clock = clock;
  }

  /**
   * Adds the first event and as many more as the limits allow.
   *
   * @throws org.apache.spark.streaming.flume.sink.internal.channel.TakeFailedException if a later
   *     take failed; the transaction must be rolled back
   */
  void fill(AdmittedPoll poll, Event first, BatchWriter writer) {
    TransformerChain chain = poll.extensions().chain();
    int maxEvents = Math.min(poll.limits().maxEvents(), poll.poll().maxEvents());
    int maxTakes = Math.min(traits.capacity(), Math.max(maxEvents, MOST_TAKES));
    long maxBytes = Math.min(poll.limits().maxBytes(), settings.maxBytes());
    runner = chain.isEmpty() ? null : chain.onThisThread();
    BooleanSupplier wanted = poll.poll()::isWaiting;
    long takenBytes = 0;
    transformedSlowly = false;
    startedAt = clock.getAsLong();
    // Encoding bears an interrupt; extensions are guarded in their own way.
    reader.startRun(poll.limits().maxWait().orElse(settings.linger()), chain.isEmpty());
    try {
      for (Event event = first; event != null; event = reader.next(wanted)) {
        takenBytes += lengthOf(event.getBody());
        add(event, writer);
        int takes = reader.takes();
        if (transformedSlowly || (takes % PLENTY == 0 && othersMayTake(takes, maxEvents, writer))) {
          lookout.pass();
        }
        if (writer.events() >= maxEvents
            || writer.bytes() >= maxBytes
            || takes >= maxTakes
            || takenBytes >= settings.maxBytes()) {
          return;
        }
      }
    } finally {
      reader.endRun();
      outputs.clear();
    }
  }

  /**
   * Stores the dead letters of the batch, before its transaction is committed.
   *
   * @throws org.apache.spark.streaming.flume.sink.internal.transform.DeadLetterException if they
   *     can't be stored; the transaction must be rolled back
   */
  void storeDeadLetters() {
    if (runner != null) {
      runner.storeDeadLetters();
    }
  }

  /** The batch has ended. Its chain may be another's by the next. */
  void end() {
    if (runner != null) {
      runner.forgetDeadLetters();
      runner = null;
    }
  }

  /**
   * Whether there is plenty for others as well. Threads that take from a memory channel at the same
   * time spend more on its one lock than on their events, so there a large batch that comes without
   * a wait is almost filled first.
   */
  private boolean othersMayTake(int takes, int maxEvents, BatchWriter writer) {
    return runner != null
        || !traits.takesContend()
        || takes >= maxEvents - TAKES_OF_A_WAKING
        || writer.bytes() >= MANY_BYTES
        || clock.getAsLong() - startedAt > SLOW_NANOS;
  }

  private static int lengthOf(byte[] body) {
    return body == null ? 0 : body.length;
  }

  private void add(Event event, BatchWriter writer) {
    if (runner == null) {
      // Its events need not be made for a chain without stages.
      writer.add(event.getHeaders(), event.getBody());
      return;
    }
    // Others need not wait for a transformer that works on each event for long. A thread that is
    // not the lookout any more keeps nobody waiting, and need not ask the clock for each event.
    long start = lookout.isHeld() ? clock.getAsLong() : 0;
    guard.enterExtension();
    try {
      runner.transform(toSinkEvent(event), outputs);
    } finally {
      guard.exit();
    }
    transformedSlowly = lookout.isHeld() && clock.getAsLong() - start > SLOW_NANOS;
    for (int i = 0; i < outputs.size(); i++) {
      writer.add(outputs.get(i));
    }
    outputs.clear();
  }

  private static SinkEvent toSinkEvent(Event event) {
    return SinkEvent.sharing(
        PlainEvent.headers(event.getHeaders()), ByteBuffer.wrap(PlainEvent.body(event.getBody())));
  }
}
