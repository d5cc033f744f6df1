package org.apache.spark.streaming.flume.sink.internal.transform;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.apache.flume.conf.LogPrivacyUtil;
import org.apache.spark.streaming.flume.sink.internal.guard.DeadlineTimer;
import org.apache.spark.streaming.flume.sink.internal.guard.Discreet;
import org.apache.spark.streaming.flume.sink.internal.guard.ForeignCode;
import org.apache.spark.streaming.flume.sink.internal.guard.LimitedLog;
import org.apache.spark.streaming.flume.sink.internal.guard.SinkLog;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.slf4j.event.Level;

/** What becomes of the events that one transformer fails on. Thread-safe. */
final class StageErrors {

  private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);
  private static final String MARK = "flume-spark.error.";

  private final StageRules rules;
  private final String className;
  private final ClassLoader loader;
  private final DeadLetterDesk desk;
  private final SinkLog log;
  private final LimitedLog recovered;
  private final FailedEvents failedEvents = new FailedEvents();

  private final LongAdder errors = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private final LongAdder passed = new LongAdder();
  private final LongAdder deadLetters = new LongAdder();

  StageErrors(
      StageRules rules,
      String className,
      ClassLoader loader,
      DeadLetterDesk desk,
      SinkLog log,
      LongSupplier nanoClock) {
    this.rules = rules;
    this.className = className;
    this.loader = loader;
    this.desk = desk;
    this.log = log;
    this.recovered = new LimitedLog(log, Level.WARN, BETWEEN_LINES, nanoClock);
  }

  void timedBy(DeadlineTimer timer) {
    recovered.timedBy(timer);
  }

  void endLog(DeadlineTimer timer) {
    timer.remove(recovered);
    recovered.end();
  }

  long errors() {
    return errors.sum();
  }

  long dropped() {
    return dropped.sum();
  }

  long passed() {
    return passed.sum();
  }

  long deadLetters() {
    return deadLetters.sum();
  }

  /**
   * Does with the event what {@code onError} says.
   *
   * @param letters where a dead letter goes for the time being
   * @param outputs what goes on to the next stage
   * @throws TransformException if the batch must be rolled back
   */
  void handle(SinkEvent event, Throwable thrown, List<Letter> letters, List<SinkEvent> outputs) {
    errors.increment();
    // Memory comes back, and it may be the sink's own that is gone: not the event's fault.
    if (rules.onError() == OnError.FAIL || thrown instanceof OutOfMemoryError) {
      throw new TransformException(rules.alias(), className, loader, thrown);
    }
    switch (rules.onError()) {
      case DROP -> dropped.increment();
      case DEAD_LETTER -> letters.add(letter(event, thrown));
      default -> {
        passed.increment();
        outputs.add(rules.onError() == OnError.MARK ? marked(event, thrown) : event);
      }
    }
    tell(thrown);
  }

  private void tell(Throwable thrown) {
    recovered.write(
        "transformer '{}' ({}) threw, onError={}: in all {}. The latest: {}",
        rules.alias(),
        className,
        rules.onError().word(),
        totals(),
        Discreet.describe(thrown, loader));
    if (log.isDebugEnabled()) {
      log.debug("where transformer '{}' threw", rules.alias(), Discreet.trace(thrown));
    }
  }

  private String totals() {
    return switch (rules.onError()) {
      case DEAD_LETTER -> "%d events stored as dead letters so far".formatted(deadLetters());
      case MARK -> "%d events passed on with marks".formatted(passed());
      default -> "%d events dropped and %d passed on unaltered".formatted(dropped(), passed());
    };
  }

  private SinkEvent marked(SinkEvent event, Throwable thrown) {
    Map<String, String> headers = new LinkedHashMap<>(event.headers());
    headers.put(MARK + "transformer", rules.alias());
    headers.put(MARK + "class", thrown.getClass().getName());
    headers.put(MARK + "at", Discreet.placeOf(thrown));
    if (LogPrivacyUtil.allowLogRawData()) {
      headers.put(MARK + "message", ForeignCode.describe(thrown));
    }
    return event.withHeaders(headers);
  }

  private Letter letter(SinkEvent event, Throwable thrown) {
    int attempt = failedEvents.count(event);
    int more = rules.errorsBeforeDeadLetter();
    if (attempt <= more) {
      throw new TransformException(
          rules.alias(),
          className,
          loader,
          thrown,
          "for this event that was failure %d, and after %d it is a dead letter"
              .formatted(attempt, more));
    }
    if (!desk.isOpen()) {
      throw new TransformException(
          rules.alias(),
          className,
          loader,
          thrown,
          "the event can't be a dead letter, since the store takes none at the moment");
    }
    return Letter.of(this::stored, event, desk.sinkName(), rules.alias(), thrown, attempt);
  }

  /** A letter is in the store, and its event is about to leave the channel. */
  private void stored(SinkEvent event) {
    deadLetters.increment();
    failedEvents.forget(event);
  }
}
