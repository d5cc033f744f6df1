package org.apache.spark.streaming.flume.sink.spi.transform;

import org.apache.spark.streaming.flume.sink.spi.ExtensionFactory;
import org.osgi.annotation.versioning.ConsumerType;

/** Makes {@link EventTransformer}s; selected by {@code transformers.ALIAS.type}. */
@ConsumerType
public interface EventTransformerFactory extends ExtensionFactory<EventTransformer> {}
