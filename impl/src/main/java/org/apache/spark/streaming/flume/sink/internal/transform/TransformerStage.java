package org.apache.spark.streaming.flume.sink.internal.transform;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import org.apache.spark.streaming.flume.sink.internal.guard.Callee;
import org.apache.spark.streaming.flume.sink.internal.guard.DeadlineTimer;
import org.apache.spark.streaming.flume.sink.internal.guard.Discreet;
import org.apache.spark.streaming.flume.sink.internal.guard.ExtensionCalls;
import org.apache.spark.streaming.flume.sink.internal.guard.ForeignCode;
import org.apache.spark.streaming.flume.sink.internal.guard.LimitedLog;
import org.apache.spark.streaming.flume.sink.internal.guard.SinkLog;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformer;
import org.slf4j.event.Level;

/**
 * A transformer in its place in the chain, and what it did. Counters count work, not deliveries: an
 * event that was rolled back is counted again when it comes again.
 */
public final class TransformerStage {

  private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

  private final String alias;
  private final EventTransformer transformer;
  private final String className;
  private final ClassLoader loader;
  private final OnError onError;

  private final Queue<Tally> tallies = new ConcurrentLinkedQueue<>();
  private final LongAdder errors = new LongAdder();
  private final LongAdder droppedByError = new LongAdder();
  private final LongAdder passedByError = new LongAdder();

  private final SinkLog log;
  private final ExtensionCalls calls;
  private final Callee callee;
  private final LimitedLog recovered;
  private final LimitedLog broken;

  /** What it emitted outside its calls may be what it seemed to have dropped in one of them. */
  private volatile RuntimeException breach;

  /**
   * Puts a transformer in its place.
   *
   * @param sinkName for the log: in an agent, several sinks may have the same alias
   * @param alias its name in the sink's configuration
   * @param transformer called from any number of threads at once
   * @param onError what an exception does to the event
   * @param calls watches over the calls of the transformer
   * @param nanoClock measures how often errors are logged
   */
  public TransformerStage(
      String sinkName,
      String alias,
      EventTransformer transformer,
      OnError onError,
      ExtensionCalls calls,
      LongSupplier nanoClock) {
    this.alias = alias;
    this.transformer = transformer;
    this.className = ForeignCode.nameOf(transformer.getClass());
    this.loader = transformer.getClass().getClassLoader();
    this.onError = onError;
    this.calls = calls;
    this.callee = Callee.of("transformer " + alias, transformer, "transform()");
    this.log = SinkLog.of(TransformerStage.class, sinkName);
    this.recovered = new LimitedLog(log, Level.WARN, BETWEEN_LINES, nanoClock);
    this.broken = new LimitedLog(log, Level.ERROR, BETWEEN_LINES, nanoClock);
  }

  /** Has a timer write the lines that were held back. */
  void timedBy(DeadlineTimer timer) {
    recovered.timedBy(timer);
    broken.timedBy(timer);
  }

  /** Writes the lines that were held back, and has no timer do that any more. */
  void endLog(DeadlineTimer timer) {
    timer.remove(recovered);
    timer.remove(broken);
    recovered.end();
    broken.end();
  }

  /**
   * Events that left the stage: outputs, and inputs that were passed on after an error.
   *
   * @return how many
   */
  public long out() {
    return sum(Tally::out);
  }

  /**
   * Events that came to nothing: the transformer emitted none, or threw under {@code onError =
   * drop}.
   *
   * @return how many
   */
  public long dropped() {
    return sum(Tally::dropped);
  }

  /**
   * What the transformer threw, whatever {@code onError} made of it.
   *
   * @return how many times
   */
  public long errors() {
    return errors.sum();
  }

  /**
   * Events that were left out because the transformer threw.
   *
   * @return how many; never any unless {@code onError} is {@code drop}
   */
  public long droppedByError() {
    return droppedByError.sum();
  }

  /**
   * Events that went on unaltered because the transformer threw.
   *
   * @return how many; never any unless {@code onError} is {@code pass}
   */
  public long passedByError() {
    return passedByError.sum();
  }

  private long sum(ToLongFunction<Tally> count) {
    return tallies.stream().mapToLong(count).sum();
  }

  /** What one thread needs for its calls of {@link #run}. */
  StageEmitter newEmitter() {
    Tally tally = new Tally();
    tallies.add(tally);
    return new StageEmitter(alias, tally, calls.caller(), this::emittedOutside);
  }

  /** Appends the outputs of one event, or what {@code onError} says in their place. */
  void run(SinkEvent event, StageEmitter emitter, List<SinkEvent> outputs) {
    int mark = outputs.size();
    emitter.open(outputs);
    Callee outer = emitter.caller().enter(callee);
    ForeignCode foreign = ForeignCode.enter(loader);
    Throwable thrown = null;
    try {
      transformer.transform(event, emitter);
    } catch (Throwable any) {
      // Errors too: whatever it is, the caller has a transaction to roll back.
      thrown = any;
    }
    foreign.exit();
    emitter.caller().exit(outer);
    RuntimeException refusal = emitter.close();
    if (thrown == null) {
      // It may have swallowed that, and then the call only looks as if it had dropped the event.
      thrown = refusal == null && outputs.size() == mark ? breach : refusal;
    }
    if (thrown != null) {
      truncate(outputs, mark);
      recover(event, thrown, outputs);
    }
    emitter.tally().emitted(outputs.size() - mark);
  }

  static void truncate(List<SinkEvent> events, int size) {
    if (events.size() > size) {
      events.subList(size, events.size()).clear();
    }
  }

  private void recover(SinkEvent event, Throwable thrown, List<SinkEvent> outputs) {
    errors.increment();
    if (onError == OnError.FAIL || !(thrown instanceof Exception)) {
      throw new TransformException(alias, className, loader, thrown);
    }
    if (onError == OnError.DROP) {
      droppedByError.increment();
    } else {
      passedByError.increment();
      outputs.add(event);
    }
    recovered.write(
        "transformer '{}' ({}) threw, onError={}: in all {} events dropped and {} passed on"
            + " unaltered. The latest: {}",
        alias,
        className,
        onError.name().toLowerCase(Locale.ROOT),
        droppedByError(),
        passedByError(),
        Discreet.describe(thrown, loader));
    if (log.isDebugEnabled()) {
      log.debug("where transformer '{}' threw", alias, Discreet.trace(thrown));
    }
  }

  /** No call can answer for what was emitted, and it may have been lost: it must not be silent. */
  private void emittedOutside(RuntimeException refusal) {
    breach = refusal;
    broken.write(
        "transformer '{}' ({}) emits after its call, or on another thread, which breaks its"
            + " contract: what it emits so is lost, and from now on an event for which it emits"
            + " nothing counts as failed (onError={}). Take the extension out of use",
        alias,
        className,
        onError.name().toLowerCase(Locale.ROOT),
        refusal);
  }
}
