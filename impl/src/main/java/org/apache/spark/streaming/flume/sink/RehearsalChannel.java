package org.apache.spark.streaming.flume.sink;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.flume.Channel;
import org.apache.flume.Event;
import org.apache.flume.Transaction;
import org.apache.flume.event.EventBuilder;
import org.apache.flume.lifecycle.LifecycleState;

/** Holds one event, for one thread. */
final class RehearsalChannel implements Channel {

  private Event event =
      EventBuilder.withBody("rehearsal", StandardCharsets.UTF_8, Map.of("name", "value"));

  @Override
  public Event take() {
    Event taken = event;
    event = null;
    return taken;
  }

  @Override
  public void put(Event another) {
    throw new UnsupportedOperationException("its one event is all that it ever has");
  }

  @Override
  public Transaction getTransaction() {
    return new Transaction() {
      @Override
      public void begin() {}

      @Override
      public void commit() {}

      @Override
      public void rollback() {}

      @Override
      public void close() {}
    };
  }

  @Override
  public void start() {}

  @Override
  public void stop() {}

  @Override
  public LifecycleState getLifecycleState() {
    return LifecycleState.START;
  }

  @Override
  public void setName(String name) {}

  @Override
  public String getName() {
    return "rehearsal";
  }
}
