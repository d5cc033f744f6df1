package org.apache.spark.streaming.flume.sink.internal.transform;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import org.apache.spark.streaming.flume.sink.internal.guard.Discreet;
import org.apache.spark.streaming.flume.sink.internal.guard.ForeignCode;
import org.apache.spark.streaming.flume.sink.internal.guard.LogLimit;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A transformer in its place in the chain, and what it did. Counters count work, not deliveries: an
 * event that was rolled back is counted again when it comes again.
 */
public final class TransformerStage {

  private static final Logger LOG = LoggerFactory.getLogger(TransformerStage.class);

  private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

  private final String sinkName;
  private final String alias;
  private final EventTransformer transformer;
  private final String className;
  private final ClassLoader loader;
  private final OnError onError;

  private final Queue<Tally> tallies = new ConcurrentLinkedQueue<>();
  private final LongAdder errors = new LongAdder();
  private final LongAdder droppedByError = new LongAdder();
  private final LongAdder passedByError = new LongAdder();

  private final LogLimit limit;

  /**
   * Puts a transformer in its place.
   *
   * @param sinkName for the log: in an agent, several sinks may have the same alias
   * @param alias its name in the sink's configuration
   * @param transformer called from any number of threads at once
   * @param onError what an exception does to the event
   * @param nanoClock measures how often errors are logged
   */
  public TransformerStage(
      String sinkName,
      String alias,
      EventTransformer transformer,
      OnError onError,
      LongSupplier nanoClock) {
    this.sinkName = sinkName;
    this.alias = alias;
    this.transformer = transformer;
    this.className = ForeignCode.nameOf(transformer.getClass());
    this.loader = transformer.getClass().getClassLoader();
    this.onError = onError;
    this.limit = new LogLimit(BETWEEN_LINES, nanoClock);
  }

  /**
   * The transformer's name in the sink's configuration.
   *
   * @return the alias
   */
  public String alias() {
    return alias;
  }

  /**
   * Events that were given to the transformer.
   *
   * @return how many
   */
  public long in() {
    return sum(Tally::in);
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
    return new StageEmitter(alias, tally);
  }

  /** Appends the outputs of one event, or what {@code onError} says in their place. */
  void run(SinkEvent event, StageEmitter emitter, List<SinkEvent> outputs) {
    int mark = outputs.size();
    emitter.tally().given();
    emitter.open(outputs);
    ForeignCode foreign = ForeignCode.enter(loader);
    Throwable thrown = null;
    try {
      transformer.transform(event, emitter);
    } catch (Throwable any) {
      // Errors too: whatever it is, the caller has a transaction to roll back.
      thrown = any;
    } finally {
      foreign.exit();
      emitter.close();
    }
    if (thrown != null) {
      TransformerChain.truncate(outputs, mark);
      recover(event, thrown, outputs);
    }
    emitter.tally().emitted(outputs.size() - mark);
  }

  private void recover(SinkEvent event, Throwable thrown, List<SinkEvent> outputs) {
    errors.increment();
    if (onError == OnError.FAIL || !(thrown instanceof Exception)) {
      throw new TransformException(alias, className, thrown);
    }
    if (onError == OnError.DROP) {
      droppedByError.increment();
    } else {
      passedByError.increment();
      outputs.add(event);
    }
    tell(thrown);
  }

  private void tell(Throwable thrown) {
    long times = limit.note();
    if (times == 0) {
      return;
    }
    LOG.warn(
        "Sink '{}': transformer '{}' ({}) threw for {} event(s) since the last such line; onError={};"
            + " in all {} dropped, {} passed on unaltered. The latest: {}",
        sinkName,
        alias,
        className,
        times,
        onError.name().toLowerCase(Locale.ROOT),
        droppedByError(),
        passedByError(),
        Discreet.describe(thrown));
    LOG.debug("Sink '{}': where transformer '{}' threw", sinkName, alias, Discreet.trace(thrown));
  }
}
