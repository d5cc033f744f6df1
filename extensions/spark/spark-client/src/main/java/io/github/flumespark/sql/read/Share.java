package io.github.flumespark.sql.read;

import io.github.flumespark.sql.segment.PartitionId;
import java.io.Serializable;

/**
 * What a partition may read in an epoch. Immutable.
 *
 * @param id of the partition
 * @param target how many events are known to be in the channel for it; 0 where nobody knows
 * @param maxEvents how many it may read; {@code Long.MAX_VALUE} for any number
 * @param maxBytes of headers and bodies, but for the last batch; {@code Long.MAX_VALUE} for any
 */
public record Share(PartitionId id, long target, long maxEvents, long maxBytes)
    implements Serializable {

  /** All that a partition finds. */
  public static Share ofAll(PartitionId id) {
    return new Share(id, 0, Long.MAX_VALUE, Long.MAX_VALUE);
  }
}
