package io.github.flumespark.extension.deadletter;

import aQute.bnd.annotation.spi.ServiceProvider;
import org.apache.spark.streaming.flume.sink.spi.ExtensionConfig;
import org.apache.spark.streaming.flume.sink.spi.ExtensionContext;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformer;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformerFactory;

/**
 * Makes {@code dead-letter-replay}: events of Flume's AVRO deserializer become the events that were
 * stored as dead letters. It has no keys. Events without the deserializer's header pass by; one
 * with another schema fails. Thread-safe.
 */
@ServiceProvider(EventTransformerFactory.class)
public final class ReplayTransformerFactory implements EventTransformerFactory {

  /** For {@link java.util.ServiceLoader}. */
  public ReplayTransformerFactory() {}

  @Override
  public String name() {
    return "dead-letter-replay";
  }

  @Override
  public EventTransformer create(ExtensionConfig config, ExtensionContext context) {
    return new ReplayTransformer();
  }
}
