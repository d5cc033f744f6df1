package org.apache.spark.streaming.flume.sink.spi.admission;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How large and how late a batch may become. It is sealed at the first limit it reaches. Outputs of
 * one source event stay together, so a batch may overshoot a limit by one source event's outputs,
 * never by more. Immutable.
 */
public final class BatchLimits {

  private final int maxEvents;
  private final long maxBytes;
  private final Duration maxWait;

  private BatchLimits(int maxEvents, long maxBytes, Duration maxWait) {
    this.maxEvents = maxEvents;
    this.maxBytes = maxBytes;
    this.maxWait = maxWait;
  }

  /**
   * Limits by number of events alone.
   *
   * @param maxEvents at least 1
   * @return limits without a bound on bytes, and with the sink's own {@code linger} as the wait
   * @throws IllegalArgumentException if it is less than 1
   */
  public static BatchLimits ofEvents(int maxEvents) {
    if (maxEvents < 1) {
      throw new IllegalArgumentException("maxEvents is " + maxEvents + "; allowed: at least 1");
    }
    return new BatchLimits(maxEvents, Long.MAX_VALUE, null);
  }

  /**
   * These limits with a bound on the size of the encoded events.
   *
   * @param newMaxBytes at least 1
   * @return new limits
   * @throws IllegalArgumentException if it is less than 1
   */
  public BatchLimits withMaxBytes(long newMaxBytes) {
    if (newMaxBytes < 1) {
      throw new IllegalArgumentException("maxBytes is " + newMaxBytes + "; allowed: at least 1");
    }
    return new BatchLimits(maxEvents, newMaxBytes, maxWait);
  }

  /**
   * These limits with a bound on how long the batch, once it holds an event, waits for more; it
   * takes the place of the sink's {@code linger}.
   *
   * @param newMaxWait zero or more
   * @return new limits
   * @throws IllegalArgumentException if it is negative
   */
  public BatchLimits withMaxWait(Duration newMaxWait) {
    if (Objects.requireNonNull(newMaxWait, "maxWait").isNegative()) {
      throw new IllegalArgumentException("maxWait is " + newMaxWait + "; allowed: zero or more");
    }
    return new BatchLimits(maxEvents, maxBytes, newMaxWait);
  }

  /**
   * The bound on events.
   *
   * @return at least 1
   */
  public int maxEvents() {
    return maxEvents;
  }

  /**
   * The bound on encoded bytes.
   *
   * @return at least 1; {@link Long#MAX_VALUE} for none
   */
  public long maxBytes() {
    return maxBytes;
  }

  /**
   * The bound on waiting.
   *
   * @return empty where the sink's {@code linger} holds
   */
  public Optional<Duration> maxWait() {
    return Optional.ofNullable(maxWait);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BatchLimits that
        && maxEvents == that.maxEvents
        && maxBytes == that.maxBytes
        && Objects.equals(maxWait, that.maxWait);
  }

  @Override
  public int hashCode() {
    return Objects.hash(maxEvents, maxBytes, maxWait);
  }

  @Override
  public String toString() {
    return "BatchLimits[maxEvents=%d%s%s]"
        .formatted(
            maxEvents,
            maxBytes == Long.MAX_VALUE ? "" : ", maxBytes=" + maxBytes,
            maxWait == null ? "" : ", maxWait=" + maxWait);
  }
}
