package org.apache.spark.streaming.flume.sink.spi.deadletter;

import org.apache.spark.streaming.flume.sink.spi.ExtensionFactory;
import org.osgi.annotation.versioning.ConsumerType;

/** Makes {@link DeadLetterStore}s. */
@ConsumerType
public interface DeadLetterStoreFactory extends ExtensionFactory<DeadLetterStore> {}
