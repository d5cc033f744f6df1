package org.apache.spark.streaming.flume.sink.internal.transform;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.apache.spark.streaming.flume.sink.internal.guard.ForeignCode;
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

  private static final long NANOS_BETWEEN_LINES = TimeUnit.SECONDS.toNanos(10);

  private final String alias;
  private final EventTransformer transformer;
  private final ClassLoader loader;
  private final OnError onError;
  private final LongSupplier nanoClock;

  private final LongAdder in = new LongAdder();
  private final LongAdder out = new LongAdder();
  private final LongAdder droppedByError = new LongAdder();
  private final LongAdder passedByError = new LongAdder();

  /** Errors since the last line in the log, and the time before which there is no other line. */
  private final LongAdder untold = new LongAdder();

  private final AtomicLong quietUntil;

  /**
   * Puts a transformer in its place.
   *
   * @param alias its name in the sink's configuration
   * @param transformer called from any number of threads at once
   * @param onError what an exception does to the event
   * @param nanoClock measures how often errors are logged
   */
  public TransformerStage(
      String alias, EventTransformer transformer, OnError onError, LongSupplier nanoClock) {
    this.alias = alias;
    this.transformer = transformer;
    this.loader = transformer.getClass().getClassLoader();
    this.onError = onError;
    this.nanoClock = nanoClock;
    this.quietUntil = new AtomicLong(nanoClock.getAsLong());
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
    return in.sum();
  }

  /**
   * Events that left the stage: outputs, and inputs that were passed on after an error.
   *
   * @return how many
   */
  public long out() {
    return out.sum();
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

  /** Appends the outputs of one event, or what {@code onError} says in their place. */
  void run(SinkEvent event, StageEmitter emitter, List<SinkEvent> outputs) {
    int mark = outputs.size();
    in.increment();
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
    out.add(outputs.size() - mark);
  }

  private void recover(SinkEvent event, Throwable thrown, List<SinkEvent> outputs) {
    if (onError == OnError.FAIL || !(thrown instanceof Exception)) {
      throw new TransformException(alias, transformer.getClass().getName(), thrown);
    }
    if (onError == OnError.DROP) {
      droppedByError.increment();
    } else {
      passedByError.increment();
      outputs.add(event);
    }
    untold.increment();
    tell(thrown);
  }

  private void tell(Throwable thrown) {
    long now = nanoClock.getAsLong();
    long until = quietUntil.get();
    if (now - until < 0 || !quietUntil.compareAndSet(until, now + NANOS_BETWEEN_LINES)) {
      return;
    }
    LOG.warn(
        "Transformer '{}' ({}) threw for {} event(s) since the last such line; onError={};"
            + " in all {} dropped, {} passed on unaltered. The latest: {}",
        alias,
        transformer.getClass().getName(),
        untold.sumThenReset(),
        onError.name().toLowerCase(Locale.ROOT),
        droppedByError(),
        passedByError(),
        ForeignCode.describe(thrown));
    LOG.debug("Where transformer '{}' threw", alias, thrown);
  }
}
