package io.github.flumespark.sql.read;

import java.io.Serializable;

/**
 * What one task reads in Real-time Mode. Immutable.
 *
 * @param epoch its number
 * @param from where the last epoch has ended
 * @param pollable whether the sink may be polled: if not, only what has been polled is read
 */
public record RealTimeTask(long epoch, Position from, boolean pollable) implements Serializable {}
