package org.apache.spark.streaming.flume.sink.internal.batch;

/**
 * What a sink and its channel hold at a moment.
 *
 * @param channelEvents events in the channel, by its own counter; -1 where it doesn't tell. Those
 *     of open batches may or may not be among them
 * @param channelCapacity events that fit into the channel; -1 where it doesn't tell
 * @param channelBytes bytes in the channel, by its own estimate; -1 where it doesn't tell
 * @param openBatches batches that are being filled, or held by clients
 * @param openEvents events that were taken for batches which clients hold
 * @param waitingPolls polls that wait for events
 * @param millisSinceCommit since a batch was committed; -1 for never since the start
 */
public record EngineState(
    long channelEvents,
    long channelCapacity,
    long channelBytes,
    int openBatches,
    long openEvents,
    int waitingPolls,
    long millisSinceCommit) {}
