package org.apache.spark.streaming.flume;

import io.github.flumespark.client.ClientEvent;
import java.util.List;

/** A Spark that expects nothing: each test says what may come after all. */
class FakeEventStore implements EventStore {

  @Override
  public int streamId() {
    return 0;
  }

  @Override
  public void store(List<ClientEvent> events) {
    throw new AssertionError("nothing came that could be stored");
  }

  @Override
  public long eventsPerSecond() {
    return Long.MAX_VALUE;
  }

  @Override
  public void report(String problem, Throwable cause) {
    throw new AssertionError(problem, cause);
  }
}
