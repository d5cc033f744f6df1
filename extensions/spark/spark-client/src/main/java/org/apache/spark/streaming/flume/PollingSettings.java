package org.apache.spark.streaming.flume;

import io.github.flumespark.client.SinkAddress;
import io.github.flumespark.settings.ConnectionSettings;
import java.io.Serializable;
import java.util.List;

/**
 * What a stream polls, and how.
 *
 * @param sinks one at least
 * @param maxBatchSize how many events a batch may have
 * @param parallelism how many connections were asked for
 * @param connection how to talk to the sinks
 */
record PollingSettings(
    List<SinkAddress> sinks, int maxBatchSize, int parallelism, ConnectionSettings connection)
    implements Serializable {

  PollingSettings {
    sinks = List.copyOf(sinks);
  }

  /** One to each sink at least: a sink that is not polled fills its channel. */
  int connections() {
    return Math.max(parallelism, sinks.size());
  }

  SinkAddress sinkOf(int connection) {
    return sinks.get(connection % sinks.size());
  }
}
