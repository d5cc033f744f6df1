package org.apache.spark.streaming.flume.sink.spi;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * What every extension of the sink is: an object with an end.
 *
 * <p>Lifecycle, as the sink promises it: the object is made by {@link ExtensionFactory#create}
 * while the sink starts; its methods are called from any number of the sink's threads, so it must
 * be thread-safe; {@link #close} is called exactly once, after the last other call has returned. A
 * sink that is stopped and started again makes new objects.
 *
 * <p>When the sink stops, transformers, policies and generators that are still at work have half of
 * the time that the stop may take. Then their threads are interrupted; what such a call throws
 * fails its batch, which is rolled back.
 */
@ConsumerType
public interface Extension extends AutoCloseable {

  /**
   * Gives back what the extension holds. Called exactly once, last: no other method is called
   * during or after it. It has a thread of its own and some seconds; then the sink leaves it behind
   * and goes on closing, as it does when it throws. Both are logged.
   */
  @Override
  default void close() {}
}
