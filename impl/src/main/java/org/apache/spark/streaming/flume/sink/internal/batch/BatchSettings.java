package org.apache.spark.streaming.flume.sink.internal.batch;

import java.time.Duration;

/**
 * What the batch engine needs to know of the sink's configuration.
 *
 * @param sinkName for logs and the names of threads
 * @param threads transactions that can be open at once
 * @param timeout how long a client may hold a batch, from the reply being written; also how long
 *     writing the reply may take
 * @param backoff longest pause between two looks at an empty channel
 * @param pollTimeout how long a poll waits for an event
 * @param linger how long a batch that holds an event waits for more
 * @param maxEvents cap on the events of a batch; {@link Integer#MAX_VALUE} for none
 * @param maxBytes a batch is sealed once its encoded events reach this size
 */
public record BatchSettings(
    String sinkName,
    int threads,
    Duration timeout,
    Duration backoff,
    Duration pollTimeout,
    Duration linger,
    int maxEvents,
    long maxBytes) {}
