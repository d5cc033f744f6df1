package io.github.flumespark.extension.policy;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.spark.streaming.flume.sink.spi.admission.Admission;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchAdmissionPolicy;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchLimits;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchOutcome;
import org.apache.spark.streaming.flume.sink.spi.admission.PollRequest;

/**
 * Sends at a rate. A poll takes tokens for what it is granted, at once, so that polls which come
 * together share them; when it is settled, what was not sent is given back.
 *
 * <p>What counts is what was sent, whatever the client said to it: a batch that was refused or
 * timed out has used the network and the client, and so will its redelivery. Otherwise a client
 * that refuses everything would get as much as it likes.
 */
final class RateLimitPolicy implements BatchAdmissionPolicy {

  /** Tokens come one by one, but a client that polls more often than this learns nothing. */
  private static final long SHORTEST_HOLD_NANOS = 1_000_000;

  private final Rate events;
  private final Rate bytes;
  private final LongSupplier clock;

  RateLimitPolicy(Rate events, Rate bytes, LongSupplier clock) {
    this.events = events;
    this.bytes = bytes;
    this.clock = clock;
  }

  @Override
  public synchronized Admission admit(PollRequest poll) {
    long now = clock.getAsLong();
    long availableEvents = events.available(now);
    long availableBytes = bytes.available(now);
    long eventWait = events.nanosUntilWorthwhile(poll.maxEvents());
    long byteWait = bytes.nanosUntilWorthwhile(Long.MAX_VALUE);
    if (eventWait > 0 || byteWait > 0) {
      Rate slower = eventWait > byteWait ? events : bytes;
      return Admission.reject(
          "rate-limit: " + slower.perSecond() + " " + slower.unit() + " per second are used up",
          Duration.ofNanos(Math.max(SHORTEST_HOLD_NANOS, Math.max(eventWait, byteWait))));
    }
    BatchLimits granted =
        BatchLimits.ofEvents((int) Math.min(poll.maxEvents(), availableEvents))
            .withMaxBytes(availableBytes);
    events.reserve(granted.maxEvents());
    bytes.reserve(granted.maxBytes());
    return Admission.accept(granted);
  }

  @Override
  public synchronized void settled(BatchOutcome outcome) {
    long now = clock.getAsLong();
    events.correct(outcome.limits().maxEvents(), outcome.events(), now);
    bytes.correct(outcome.limits().maxBytes(), outcome.bytes(), now);
  }
}
