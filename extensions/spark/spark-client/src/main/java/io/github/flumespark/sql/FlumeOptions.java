package io.github.flumespark.sql;

import io.github.flumespark.client.ClientSettings;
import io.github.flumespark.client.SinkAddress;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the options say. Immutable.
 *
 * @param sinks where the sinks listen; one or more, none twice
 * @param connections to each sink, each of them a partition
 * @param batchSize how many events a poll asks for
 * @param maxEventsPerTrigger how many events a micro-batch may have; 0 for no limit
 * @param pollTimeout how long a poll waits for events before the partition ends
 * @param fillTime how long a partition goes on polling in one micro-batch
 * @param client how to talk to the sinks
 * @param connectionOptions the options that {@code client} was made of: connections are shared by
 *     those who agree in them
 */
record FlumeOptions(
    List<SinkAddress> sinks,
    int connections,
    int batchSize,
    long maxEventsPerTrigger,
    Duration pollTimeout,
    Duration fillTime,
    ClientSettings client,
    Map<String, String> connectionOptions)
    implements Serializable {

  FlumeOptions {
    sinks = List.copyOf(sinks);
    connectionOptions = Map.copyOf(connectionOptions);
  }

  /**
   * Reads the options of {@code readStream()}.
   *
   * @throws IllegalArgumentException that names the option, its value and what is allowed
   */
  static FlumeOptions parse(Map<String, String> options) {
    OptionReader reader = new OptionReader(options);
    FlumeOptions parsed =
        new FlumeOptions(
            reader.sinks("sinks"),
            (int) reader.number("connections", 1, 1, 1000),
            (int) reader.number("batchSize", 1000, 1, 10_000_000),
            reader.number("maxEventsPerTrigger", 0, 1, Long.MAX_VALUE),
            reader.duration("pollTimeout", Duration.ofMillis(500)),
            reader.duration("fillTime", Duration.ofSeconds(1)),
            ConnectionOptions.read(reader),
            reader.given(ConnectionOptions.NAMES));
    reader.refuseUnread();
    return parsed;
  }

  /** All partitions of a sink. */
  List<PartitionId> partitions(SinkAddress sink) {
    List<PartitionId> partitions = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      partitions.add(new PartitionId(sink, i));
    }
    return partitions;
  }

  /** Whether this partition is one that may be polled. */
  boolean has(PartitionId partition) {
    return sinks.contains(partition.sink()) && partition.connection() < connections;
  }

  /** Without passwords. */
  @Override
  public String toString() {
    return sinks.stream().map(SinkAddress::toString).collect(Collectors.joining(","));
  }
}
