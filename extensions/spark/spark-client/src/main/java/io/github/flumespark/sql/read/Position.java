package io.github.flumespark.sql.read;

import io.github.flumespark.sql.segment.PartitionId;
import java.io.Serializable;

/**
 * Where the reading of a partition goes on. In Real-time Mode Spark may end an epoch after any row,
 * so this may be in the middle of a segment. Immutable.
 *
 * @param id of the partition
 * @param epoch all segments of those before it are read
 * @param segment the next one's number
 * @param row how many of that segment's events are read
 */
public record Position(PartitionId id, long epoch, int segment, int row) implements Serializable {

  /** Where an epoch begins. */
  public static Position startOf(PartitionId id, long epoch) {
    return new Position(id, epoch, 0, 0);
  }

  /** Whether more is read than there. */
  public boolean isBeyond(Position other) {
    if (epoch != other.epoch || segment != other.segment) {
      return epoch > other.epoch || (epoch == other.epoch && segment > other.segment);
    }
    return row > other.row;
  }

  Position nextSegment() {
    return new Position(id, epoch, segment + 1, 0);
  }

  Position nextEpoch() {
    return startOf(id, epoch + 1);
  }
}
