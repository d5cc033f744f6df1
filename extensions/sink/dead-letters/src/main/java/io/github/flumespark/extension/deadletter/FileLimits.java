package io.github.flumespark.extension.deadletter;

import java.time.Duration;

/**
 * When files are completed, and how much of them there may be.
 *
 * @param rollBytes a file of this size is completed
 * @param rollAfter a file of this age is completed
 * @param maxBytes of all files that were not replayed yet
 */
record FileLimits(long rollBytes, Duration rollAfter, long maxBytes) {}
