package org.apache.spark.streaming.flume.sink.spi.deadletter;

import java.time.Instant;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.osgi.annotation.versioning.ProviderType;

/** An event that a transformer failed on, and why. Immutable. */
@ProviderType
public interface DeadLetter {

  /**
   * The event.
   *
   * @return as the transformer was given it: what transformers before it in the chain have made of
   *     the channel's event
   */
  SinkEvent event();

  /**
   * The sink that the event was taken by.
   *
   * @return its name in the agent's configuration
   */
  String sinkName();

  /**
   * The transformer that failed.
   *
   * @return its alias in the sink's configuration
   */
  String transformer();

  /**
   * What it threw.
   *
   * @return the name of the throwable's class. Never the message: it may quote the event, and a
   *     store may be read by others than the event
   */
  String errorClass();

  /**
   * Where it was thrown.
   *
   * @return class, method and line, as a stack trace has them; empty if that is not known
   */
  String errorPlace();

  /**
   * When it was thrown.
   *
   * @return by the clock of the agent's machine
   */
  Instant time();

  /**
   * How often the event has been delivered to the transformer and failed, this time included, since
   * the sink started. Events that are alike in headers and body are taken for one.
   *
   * @return at least 1
   */
  int attempt();
}
