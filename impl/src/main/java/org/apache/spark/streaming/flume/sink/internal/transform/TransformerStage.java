package org.apache.spark.streaming.flume.sink.internal.transform;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import org.apache.spark.streaming.flume.sink.internal.guard.Callee;
import org.apache.spark.streaming.flume.sink.internal.guard.DeadlineTimer;
import org.apache.spark.streaming.flume.sink.internal.guard.ExtensionCalls;
import org.apache.spark.streaming.flume.sink.internal.guard.ForeignCode;
import org.apache.spark.streaming.flume.sink.internal.guard.LimitedLog;
import org.apache.spark.streaming.flume.sink.internal.guard.SinkLog;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.apache.spark.streaming.flume.sink.spi.match.RegexLimitException;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformer;
import org.slf4j.event.Level;

/**
 * A transformer in its place in the chain, and what it did. Counters count work, not deliveries: an
 * event that was rolled back is counted again when it comes again.
 */
public final class TransformerStage {

  private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

  private final StageRules rules;
  private final EventTransformer transformer;
  private final String className;
  private final ClassLoader loader;
  private final StageErrors errors;

  /** Null where all events are meant. */
  private final StageCondition condition;

  private final Queue<Tally> tallies = new ConcurrentLinkedQueue<>();
  private final ExtensionCalls calls;
  private final Callee callee;
  private final LimitedLog broken;

  /** What it emitted outside its calls may be what it seemed to have dropped in one of them. */
  private volatile RuntimeException breach;

  /**
   * Puts a transformer in its place.
   *
   * @param sinkName for the log: in an agent, several sinks may have the same alias
   * @param rules what the sink itself does about it
   * @param transformer called from any number of threads at once
   * @param desk takes dead letters; null unless {@code onError} is {@code dead-letter}
   * @param calls watches over the calls of the transformer
   * @param nanoClock measures how often errors are logged
   */
  public TransformerStage(
      String sinkName,
      StageRules rules,
      EventTransformer transformer,
      DeadLetterDesk desk,
      ExtensionCalls calls,
      LongSupplier nanoClock) {
    SinkLog log = SinkLog.of(TransformerStage.class, sinkName);
    this.rules = rules;
    this.transformer = transformer;
    this.className = ForeignCode.nameOf(transformer.getClass());
    this.loader = transformer.getClass().getClassLoader();
    this.errors = new StageErrors(rules, className, loader, desk, log, nanoClock);
    this.condition = rules.condition().isNone() ? null : rules.condition();
    this.calls = calls;
    this.callee = Callee.of("transformer " + rules.alias(), transformer, "transform()");
    this.broken = new LimitedLog(log, Level.ERROR, BETWEEN_LINES, nanoClock);
  }

  /** Has a timer write the lines that were held back. */
  void timedBy(DeadlineTimer timer) {
    errors.timedBy(timer);
    broken.timedBy(timer);
  }

  /** Writes the lines that were held back, and has no timer do that any more. */
  void endLog(DeadlineTimer timer) {
    errors.endLog(timer);
    timer.remove(broken);
    broken.end();
  }

  /**
   * The name that the configuration gives it.
   *
   * @return unique within the chain
   */
  public String alias() {
    return rules.alias();
  }

  /**
   * The transformer's class.
   *
   * @return its name, for people
   */
  public String className() {
    return className;
  }

  /**
   * What the configuration wants to be done with an event for which it throws.
   *
   * @return as in the configuration
   */
  public String onError() {
    return rules.onError().word();
  }

  /**
   * Events that left the stage: outputs, inputs that it was not meant for, and inputs that were
   * passed on after an error.
   *
   * @return how many
   */
  public long out() {
    return sum(Tally::out);
  }

  /**
   * Events that came to nothing: the transformer emitted none, or threw under {@code onError =
   * drop} or {@code dead-letter}.
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
    return errors.errors();
  }

  /**
   * Events that were left out because the transformer threw.
   *
   * @return how many; never any unless {@code onError} is {@code drop}
   */
  public long droppedByError() {
    return errors.dropped();
  }

  /**
   * Events that went on without being transformed because the transformer threw.
   *
   * @return how many; never any unless {@code onError} is {@code pass} or {@code mark}
   */
  public long passedByError() {
    return errors.passed();
  }

  /**
   * Events that were stored as dead letters because the transformer threw.
   *
   * @return how many; never any unless {@code onError} is {@code dead-letter}
   */
  public long deadLetters() {
    return errors.deadLetters();
  }

  private long sum(ToLongFunction<Tally> count) {
    return tallies.stream().mapToLong(count).sum();
  }

  /** What one thread needs for its calls of {@link #run}. */
  StageEmitter newEmitter(int maxOutputs, List<Letter> letters) {
    Tally tally = new Tally();
    tallies.add(tally);
    return new StageEmitter(
        rules.alias(), tally, calls.caller(), maxOutputs, letters, this::emittedOutside);
  }

  /** Appends the outputs of one event, or what {@code onError} says in their place. */
  void run(SinkEvent event, StageEmitter emitter, List<SinkEvent> outputs) {
    if (condition != null && passesBy(event, emitter, outputs)) {
      return;
    }
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
      emitter.forgetOutputs();
      errors.handle(event, thrown, emitter.letters(), outputs);
    }
    emitter.tally().emitted(outputs.size() - mark);
  }

  /** Whether that is all about the event: it isn't meant, or nobody can tell whether it is. */
  private boolean passesBy(SinkEvent event, StageEmitter emitter, List<SinkEvent> outputs) {
    int mark = outputs.size();
    try {
      if (condition.admits(event)) {
        return false;
      }
      outputs.add(event);
    } catch (RegexLimitException tooMuch) {
      errors.handle(event, tooMuch, emitter.letters(), outputs);
    }
    emitter.tally().emitted(outputs.size() - mark);
    return true;
  }

  static void truncate(List<?> events, int size) {
    if (events.size() > size) {
      events.subList(size, events.size()).clear();
    }
  }

  /** No call can answer for what was emitted, and it may have been lost: it must not be silent. */
  private void emittedOutside(RuntimeException refusal) {
    breach = refusal;
    broken.write(
        "transformer '{}' ({}) emits after its call, or on another thread, which breaks its"
            + " contract: what it emits so is lost, and from now on an event for which it emits"
            + " nothing counts as failed (onError={}). Take the extension out of use",
        rules.alias(),
        className,
        rules.onError().word(),
        refusal);
  }
}
