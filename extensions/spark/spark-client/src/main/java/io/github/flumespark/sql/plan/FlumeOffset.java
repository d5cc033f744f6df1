package io.github.flumespark.sql.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flumespark.sql.read.Position;
import io.github.flumespark.sql.read.Share;
import io.github.flumespark.sql.segment.PartitionId;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.connector.read.streaming.Offset;

/**
 * The end of an epoch: its number, who takes part in it, and how much each may poll. It is logged
 * before anything is polled, and says all that a restarted driver needs to run the epoch again.
 * Immutable; two are equal when their JSON is.
 */
public final class FlumeOffset extends Offset {

  /** With positions: of Real-time Mode. Others are written as earlier clients read them. */
  private static final int VERSION = 3;

  private static final int WITHOUT_POSITIONS = 2;

  /** Partitions without shares, and one limit for all of them. */
  private static final int FIRST_VERSION = 1;

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Before the first epoch. */
  public static final FlumeOffset INITIAL = new FlumeOffset(0, List.of(), List.of());

  private final long epoch;
  private final List<Share> shares;
  private final List<Position> positions;
  private final String json;

  /**
   * Makes an offset.
   *
   * @param epoch from 1; 0 for the start of the stream
   * @param shares of the partitions that are read in it
   */
  public FlumeOffset(long epoch, List<Share> shares) {
    this(epoch, shares, List.of());
  }

  /** The end of an epoch in Real-time Mode: how far each partition was read. */
  public static FlumeOffset realTime(long epoch, List<Position> positions) {
    return new FlumeOffset(epoch, List.of(), positions);
  }

  private FlumeOffset(long epoch, List<Share> shares, List<Position> positions) {
    this(epoch, shares, positions, json(epoch, shares, positions));
  }

  /** With the text that it was read from: one of an earlier version is equal to itself alone. */
  private FlumeOffset(long epoch, List<Share> shares, List<Position> positions, String json) {
    this.epoch = epoch;
    this.shares = List.copyOf(shares);
    this.positions = List.copyOf(positions);
    this.json = json;
  }

  /**
   * Reads what {@link #json} gave, here or in another JVM.
   *
   * @throws IllegalArgumentException if it is no offset, or one of a later version; it shows it
   */
  public static FlumeOffset parse(String json) {
    try {
      JsonNode node = JSON.readTree(json);
      int version = node.path("version").asInt();
      if (version < FIRST_VERSION || version > VERSION || !node.path("epoch").canConvertToLong()) {
        throw new IllegalArgumentException(
            "not an offset of version " + VERSION + " of the source flume: " + json);
      }
      List<Share> shares = new ArrayList<>();
      JsonNode partitions = node.path("partitions");
      for (JsonNode partition : partitions) {
        shares.add(
            version == FIRST_VERSION
                ? equalShare(partition, node.path("maxEvents").asLong(), partitions.size())
                : share(partition));
      }
      List<Position> positions = new ArrayList<>();
      node.path("positions").forEach(position -> positions.add(position(position)));
      return new FlumeOffset(node.path("epoch").asLong(), shares, positions, json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not an offset of the source flume: " + json, e);
    }
  }

  private static Share equalShare(JsonNode name, long maxEvents, int partitions) {
    Share all = Share.ofAll(PartitionId.parse(name.asText()));
    return maxEvents == 0
        ? all
        : new Share(all.id(), 0, Math.max(1, maxEvents / partitions), Long.MAX_VALUE);
  }

  private static Share share(JsonNode node) {
    return new Share(
        PartitionId.parse(node.path("id").asText()),
        node.path("target").asLong(),
        node.path("maxEvents").asLong(Long.MAX_VALUE),
        node.path("maxBytes").asLong(Long.MAX_VALUE));
  }

  private static Position position(JsonNode node) {
    return new Position(
        PartitionId.parse(node.path("id").asText()),
        node.path("epoch").asLong(),
        node.path("segment").asInt(),
        node.path("row").asInt());
  }

  public long epoch() {
    return epoch;
  }

  public List<Share> shares() {
    return shares;
  }

  /** Where the partitions' reading goes on; none if all of the epoch was read. */
  public List<Position> positions() {
    return positions;
  }

  /** Where a partition's reading goes on in the next epoch. */
  public Position following(PartitionId id) {
    return positions.stream()
        .filter(position -> position.id().equals(id))
        .findFirst()
        .orElse(Position.startOf(id, epoch + 1));
  }

  /** The last epoch of which all that was acknowledged has been read. */
  public long settled() {
    return positions.stream().mapToLong(position -> position.epoch() - 1).min().orElse(epoch);
  }

  @Override
  public String json() {
    return json;
  }

  private static String json(long epoch, List<Share> shares, List<Position> positions) {
    int version = positions.isEmpty() ? WITHOUT_POSITIONS : VERSION;
    ObjectNode node = JSON.createObjectNode().put("version", version).put("epoch", epoch);
    ArrayNode partitions = node.putArray("partitions");
    for (Share share : shares) {
      ObjectNode partition = partitions.addObject().put("id", share.id().name());
      if (share.target() > 0) {
        partition.put("target", share.target());
      }
      if (share.maxEvents() < Long.MAX_VALUE) {
        partition.put("maxEvents", share.maxEvents());
      }
      if (share.maxBytes() < Long.MAX_VALUE) {
        partition.put("maxBytes", share.maxBytes());
      }
    }
    if (!positions.isEmpty()) {
      ArrayNode array = node.putArray("positions");
      for (Position position : positions) {
        array
            .addObject()
            .put("id", position.id().name())
            .put("epoch", position.epoch())
            .put("segment", position.segment())
            .put("row", position.row());
      }
    }
    return node.toString();
  }
}
