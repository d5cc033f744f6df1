package io.github.flumespark.sql.read;

import java.io.Serializable;
import java.time.Duration;

/**
 * What one task reads. Immutable.
 *
 * @param epoch its number
 * @param share what may be read
 * @param from where its reading goes on: before this epoch if Real-time Mode has left something
 * @param pollable whether the sink may be polled: if not, only what has been polled is read
 * @param eventsAreThere whether the driver has seen some, so that a poll is worth waiting for
 * @param beyond whether to go on when the target is reached, as long as full batches come
 * @param fillTime how long to go on then, and where there is no target
 */
public record EpochTask(
    long epoch,
    Share share,
    Position from,
    boolean pollable,
    boolean eventsAreThere,
    boolean beyond,
    Duration fillTime)
    implements Serializable {}
