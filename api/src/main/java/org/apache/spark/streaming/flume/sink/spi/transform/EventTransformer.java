package org.apache.spark.streaming.flume.sink.spi.transform;

import org.apache.spark.streaming.flume.sink.spi.Extension;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Turns one event into none, one or several.
 *
 * <p>The sink calls it from several threads at once, so it must be thread-safe. A batch that is
 * rolled back is taken and transformed again, perhaps together with other events, so the outputs
 * must depend on the event alone. A transformer that drops every event of a transaction leaves
 * nothing that a client could acknowledge; the sink then commits that transaction itself.
 */
@ConsumerType
public interface EventTransformer extends Extension {

  /**
   * Transforms one event: emit nothing to drop it, once to pass or alter it, several times to split
   * it.
   *
   * @param event the input
   * @param out where outputs go; not valid after this call
   * @throws Exception if the event can't be transformed; what was emitted in this call vanishes,
   *     and the configured {@code onError} decides: {@code fail} (the batch is rolled back), {@code
   *     drop} (the event is left out and counted), {@code pass} (the input goes on unaltered),
   *     {@code mark} (it goes on with headers that tell what failed) or {@code dead-letter} (it is
   *     stored and left out). An {@link Error} counts the same, but for an {@link
   *     OutOfMemoryError}, which always fails the batch.
   */
  void transform(SinkEvent event, Emitter out) throws Exception;
}
