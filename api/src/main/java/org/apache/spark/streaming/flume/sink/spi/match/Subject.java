package org.apache.spark.streaming.flume.sink.spi.match;

import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.jspecify.annotations.Nullable;

/** An event under examination: its body is decoded once, and only if somebody asks. */
final class Subject {

  private final SinkEvent event;
  private final BodyText bodyText;
  private @Nullable String body;

  Subject(SinkEvent event, BodyText bodyText) {
    this.event = event;
    this.bodyText = bodyText;
  }

  /** Null where the event has no such header. */
  @Nullable String header(String name) {
    return event.headers().get(name);
  }

  String body() {
    if (body == null) {
      body = bodyText.decode(event.body());
    }
    return body;
  }
}
