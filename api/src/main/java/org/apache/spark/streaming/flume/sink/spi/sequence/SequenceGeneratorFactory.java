package org.apache.spark.streaming.flume.sink.spi.sequence;

import org.apache.spark.streaming.flume.sink.spi.ExtensionFactory;
import org.osgi.annotation.versioning.ConsumerType;

/** Makes {@link SequenceGenerator}s; selected by {@code sequence.type}. */
@ConsumerType
public interface SequenceGeneratorFactory extends ExtensionFactory<SequenceGenerator> {}
