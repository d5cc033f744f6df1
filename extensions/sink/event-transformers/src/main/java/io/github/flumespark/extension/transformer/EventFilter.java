package io.github.flumespark.extension.transformer;

import java.util.List;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.apache.spark.streaming.flume.sink.spi.transform.Emitter;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformer;

/** Drops or keeps events; see {@link EventFilterFactory}. */
final class EventFilter implements EventTransformer {

  private final boolean keep;
  private final boolean all;
  private final List<Condition> conditions;
  private final BodyText bodyText;

  EventFilter(boolean keep, boolean all, List<Condition> conditions, BodyText bodyText) {
    this.keep = keep;
    this.all = all;
    this.conditions = List.copyOf(conditions);
    this.bodyText = bodyText;
  }

  @Override
  public void transform(SinkEvent event, Emitter out) {
    if (matches(event) == keep) {
      out.emit(event);
    }
  }

  private boolean matches(SinkEvent event) {
    Subject subject = new Subject(event, bodyText);
    for (Condition condition : conditions) {
      if (condition.holds(subject) != all) {
        return !all;
      }
    }
    return all;
  }
}
