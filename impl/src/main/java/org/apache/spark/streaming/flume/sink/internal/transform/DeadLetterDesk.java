package org.apache.spark.streaming.flume.sink.internal.transform;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.apache.spark.streaming.flume.sink.internal.guard.Callee;
import org.apache.spark.streaming.flume.sink.internal.guard.Caller;
import org.apache.spark.streaming.flume.sink.internal.guard.DeadlineTimer;
import org.apache.spark.streaming.flume.sink.internal.guard.ExtensionCalls;
import org.apache.spark.streaming.flume.sink.internal.guard.ForeignCode;
import org.apache.spark.streaming.flume.sink.internal.guard.LimitedLog;
import org.apache.spark.streaming.flume.sink.internal.guard.SinkLog;
import org.apache.spark.streaming.flume.sink.spi.deadletter.DeadLetterStore;
import org.slf4j.event.Level;

/**
 * A sink's dead letters on their way to the store. While that takes none, a poison event blocks its
 * channel, as it would without a store: a batch whose letters can't be stored must not be sent, for
 * it would be sent again and again. Thread-safe.
 */
public final class DeadLetterDesk {

  /** How long a store that failed is left alone. */
  private static final Duration REST = Duration.ofSeconds(10);

  private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

  private final String sinkName;
  private final DeadLetterStore store;
  private final ClassLoader loader;
  private final ExtensionCalls calls;
  private final Callee storeCall;
  private final Callee roomCall;
  private final LongSupplier nanoClock;
  private final LongAdder failures = new LongAdder();
  private final LimitedLog blocked;
  private volatile boolean failed;
  private volatile long failedAt;

  /**
   * A desk.
   *
   * @param sinkName for the log
   * @param type the name of the store's factory
   * @param store called from any number of threads at once
   * @param calls watches over the calls of the store
   * @param nanoClock nanoseconds, monotonic
   */
  public DeadLetterDesk(
      String sinkName,
      String type,
      DeadLetterStore store,
      ExtensionCalls calls,
      LongSupplier nanoClock) {
    this.sinkName = sinkName;
    this.store = store;
    this.loader = store.getClass().getClassLoader();
    this.calls = calls;
    this.storeCall = Callee.of("dead-letter store " + type, store, "store()");
    this.roomCall = Callee.of("dead-letter store " + type, store, "hasRoom()");
    this.nanoClock = nanoClock;
    this.blocked =
        new LimitedLog(
            SinkLog.of(DeadLetterDesk.class, sinkName), Level.ERROR, BETWEEN_LINES, nanoClock);
  }

  void timedBy(DeadlineTimer timer) {
    blocked.timedBy(timer);
  }

  void endLog(DeadlineTimer timer) {
    timer.remove(blocked);
    blocked.end();
  }

  String sinkName() {
    return sinkName;
  }

  /** How often the store failed, or had no room. */
  long failures() {
    return failures.sum();
  }

  /** Whether a letter may be written at all; if not, its event has to stay in the channel. */
  boolean isOpen() {
    if (failed && nanoClock.getAsLong() - failedAt < REST.toNanos()) {
      return false;
    }
    if (hasRoom()) {
      return true;
    }
    failures.increment();
    blocked.write(
        "the {} has no room: events that transformers fail on block the channel until it has",
        storeCall.what());
    return false;
  }

  private boolean hasRoom() {
    Caller caller = calls.caller();
    Callee outer = caller.enter(roomCall);
    ForeignCode foreign = ForeignCode.enter(loader);
    try {
      return store.hasRoom();
    } catch (Throwable t) {
      blocked.write("{} failed", roomCall, t);
      return false;
    } finally {
      foreign.exit();
      caller.exit(outer);
    }
  }

  /** Stores letters; once this returns, their events may leave the channel. */
  void store(List<Letter> letters) {
    Caller caller = calls.caller();
    Callee outer = caller.enter(storeCall);
    ForeignCode foreign = ForeignCode.enter(loader);
    try {
      store.store(List.copyOf(letters));
    } catch (Throwable t) {
      throw failure(letters.size(), t);
    } finally {
      foreign.exit();
      caller.exit(outer);
    }
    failed = false;
    letters.forEach(letter -> letter.whenStored().accept(letter.event()));
  }

  private DeadLetterException failure(int letters, Throwable thrown) {
    failedAt = nanoClock.getAsLong();
    failed = true;
    failures.increment();
    String words = ForeignCode.describe(thrown);
    blocked.write(
        "{} failed, so {} dead letters stay in the channel, and events that transformers fail on"
            + " block it for {} s: {}",
        storeCall,
        letters,
        REST.toSeconds(),
        words,
        thrown);
    return new DeadLetterException("%s failed: %s".formatted(storeCall, words), thrown);
  }
}
