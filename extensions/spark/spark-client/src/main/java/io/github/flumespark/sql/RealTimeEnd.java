package io.github.flumespark.sql;

import io.github.flumespark.sql.read.Position;
import org.apache.spark.sql.connector.read.streaming.PartitionOffset;

/**
 * How far a task has read in Real-time Mode. Immutable.
 *
 * @param position where the next epoch goes on
 * @param isFinished whether there will never be more of this partition
 */
record RealTimeEnd(Position position, boolean isFinished) implements PartitionOffset {}
