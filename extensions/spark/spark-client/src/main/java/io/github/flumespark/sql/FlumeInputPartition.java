package io.github.flumespark.sql;

import org.apache.spark.sql.connector.read.InputPartition;

/**
 * What one task reads: one partition's share of one epoch. Immutable.
 *
 * @param epoch its number
 * @param id whose share
 * @param maxEvents how many events it may poll
 * @param pollable whether the sink may be polled: if not, only what has been polled is read
 * @param toTheEnd whether to go on until the sink has nothing more, rather than for a while
 */
record FlumeInputPartition(
    long epoch, PartitionId id, long maxEvents, boolean pollable, boolean toTheEnd)
    implements InputPartition {}
