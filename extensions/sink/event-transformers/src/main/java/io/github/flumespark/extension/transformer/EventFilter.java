package io.github.flumespark.extension.transformer;

import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.apache.spark.streaming.flume.sink.spi.match.EventCondition;
import org.apache.spark.streaming.flume.sink.spi.transform.Emitter;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformer;

/** Drops or keeps events; see {@link EventFilterFactory}. */
final class EventFilter implements EventTransformer {

  private final boolean keep;
  private final EventCondition condition;

  EventFilter(boolean keep, EventCondition condition) {
    this.keep = keep;
    this.condition = condition;
  }

  @Override
  public void transform(SinkEvent event, Emitter out) {
    if (condition.holds(event) == keep) {
      out.emit(event);
    }
  }
}
