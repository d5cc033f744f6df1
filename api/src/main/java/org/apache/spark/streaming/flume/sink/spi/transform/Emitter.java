package org.apache.spark.streaming.flume.sink.spi.transform;

import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Takes the outputs of one call of {@link EventTransformer#transform}. Valid during that call and
 * on its thread only.
 */
@ProviderType
public interface Emitter {

  /**
   * Adds an output. Outputs keep the order in which they were emitted.
   *
   * @param event never null
   * @throws NullPointerException if it is null
   * @throws IllegalStateException if this is not the call, or not the thread, for which the emitter
   *     is valid, or if the source event has more outputs by now than the sink allows. Whatever the
   *     transformer does about any of the three, the call counts as failed
   */
  void emit(SinkEvent event);
}
