package io.github.flumespark.contract;

import java.time.Instant;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.apache.spark.streaming.flume.sink.spi.deadletter.DeadLetter;

/**
 * A dead letter that no transformer caused.
 *
 * @param event the event
 * @param attempt how often it failed, at least 1
 */
public record FakeLetter(SinkEvent event, int attempt) implements DeadLetter {

  /**
   * A letter after a first failure.
   *
   * @param event the event
   */
  public FakeLetter(SinkEvent event) {
    this(event, 1);
  }

  @Override
  public String sinkName() {
    return "sink";
  }

  @Override
  public String transformer() {
    return "transformer";
  }

  @Override
  public String errorClass() {
    return "java.io.IOException";
  }

  @Override
  public String errorPlace() {
    return "example.Transformer.transform(Transformer.java:7)";
  }

  @Override
  public Instant time() {
    return Instant.parse("2026-01-01T00:00:00Z");
  }
}
