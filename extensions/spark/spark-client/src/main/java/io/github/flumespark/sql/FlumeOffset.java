package io.github.flumespark.sql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.connector.read.streaming.Offset;

/**
 * The end of an epoch: its number, who takes part in it, and how much it may poll. It is logged
 * before anything is polled, and says all that a restarted driver needs to run the epoch again.
 * Immutable; two are equal when their JSON is.
 */
final class FlumeOffset extends Offset {

  /** Before the first epoch. */
  static final FlumeOffset INITIAL = new FlumeOffset(0, List.of(), 0);

  private static final int VERSION = 1;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final long epoch;
  private final List<PartitionId> partitions;
  private final long maxEvents;

  /**
   * Makes an offset.
   *
   * @param epoch from 1; 0 for the start of the stream
   * @param partitions that are read in it
   * @param maxEvents how many events all of them together may poll; 0 for no limit
   */
  FlumeOffset(long epoch, List<PartitionId> partitions, long maxEvents) {
    this.epoch = epoch;
    this.partitions = List.copyOf(partitions);
    this.maxEvents = maxEvents;
  }

  /**
   * Reads what {@link #json} gave, here or in another JVM.
   *
   * @throws IllegalArgumentException if it is no offset, or one of a later version; it shows it
   */
  static FlumeOffset parse(String json) {
    try {
      JsonNode node = JSON.readTree(json);
      if (node.path("version").asInt() != VERSION || !node.path("epoch").canConvertToLong()) {
        throw new IllegalArgumentException(
            "not an offset of version " + VERSION + " of the source flume: " + json);
      }
      List<PartitionId> partitions = new ArrayList<>();
      for (JsonNode name : node.path("partitions")) {
        partitions.add(PartitionId.parse(name.asText()));
      }
      return new FlumeOffset(
          node.path("epoch").asLong(), partitions, node.path("maxEvents").asLong());
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not an offset of the source flume: " + json, e);
    }
  }

  long epoch() {
    return epoch;
  }

  List<PartitionId> partitions() {
    return partitions;
  }

  /**
   * How many events a partition may poll: an equal share of what all may.
   *
   * @param index of the partition
   * @return 1 or more; {@code Long.MAX_VALUE} for no limit
   */
  long share(int index) {
    if (maxEvents == 0) {
      return Long.MAX_VALUE;
    }
    long remainder = maxEvents % partitions.size();
    return Math.max(1, maxEvents / partitions.size() + (index < remainder ? 1 : 0));
  }

  @Override
  public String json() {
    ObjectNode node = JSON.createObjectNode().put("version", VERSION).put("epoch", epoch);
    if (maxEvents > 0) {
      node.put("maxEvents", maxEvents);
    }
    partitions.forEach(id -> node.withArray("partitions").add(id.name()));
    return node.toString();
  }
}
