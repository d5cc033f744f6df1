package org.apache.spark.streaming.flume.sink.internal.transform;

import java.time.Instant;
import java.util.function.Consumer;
import org.apache.spark.streaming.flume.sink.internal.guard.Discreet;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.apache.spark.streaming.flume.sink.spi.deadletter.DeadLetter;

/**
 * A dead letter, and who has to hear that it is stored.
 *
 * @param whenStored is given the event once the store has it
 */
record Letter(
    Consumer<SinkEvent> whenStored,
    SinkEvent event,
    String sinkName,
    String transformer,
    String errorClass,
    String errorPlace,
    Instant time,
    int attempt)
    implements DeadLetter {

  /** A letter that is written now. */
  static Letter of(
      Consumer<SinkEvent> whenStored,
      SinkEvent event,
      String sinkName,
      String transformer,
      Throwable thrown,
      int attempt) {
    return new Letter(
        whenStored,
        event,
        sinkName,
        transformer,
        thrown.getClass().getName(),
        Discreet.placeOf(thrown),
        Instant.now(),
        attempt);
  }

  /** Names only: neither the event nor what it said has a place in a log. */
  @Override
  public String toString() {
    return "DeadLetter[transformer=%s, errorClass=%s, attempt=%d, event=%s]"
        .formatted(transformer, errorClass, attempt, event);
  }
}
