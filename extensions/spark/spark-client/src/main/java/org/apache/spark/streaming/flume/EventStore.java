package org.apache.spark.streaming.flume;

import io.github.flumespark.client.ClientEvent;
import java.util.List;

/** What pollers need of Spark. Thread-safe. */
interface EventStore {

  int streamId();

  /** Stores events as one block: they are safe when this returns, and not if it throws. */
  void store(List<ClientEvent> events);

  /** How many events may be received in a second at the moment; {@link Long#MAX_VALUE} for any. */
  long eventsPerSecond();

  /** Tells the driver of a problem that a human should see. */
  void report(String problem, Throwable cause);
}
