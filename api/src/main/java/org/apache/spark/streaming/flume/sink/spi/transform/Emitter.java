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
   */
  void emit(SinkEvent event);
}
