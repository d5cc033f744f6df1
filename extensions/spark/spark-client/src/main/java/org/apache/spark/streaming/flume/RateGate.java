package org.apache.spark.streaming.flume;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Shares out the events that may be received, so that Spark's limit is kept by asking for less
 * rather than by holding what was received. Thread-safe.
 *
 * <p>Room grows with time, up to a tenth of a second's worth; a poll takes what there is, and gives
 * back what the sink did not send. Polls that wait at idle sinks keep what they took, while room
 * grows again: what comes at once after a silence can be a tenth of a second's worth for each
 * connection. To keep it back would leave the connections to busy sinks without.
 */
final class RateGate {

  private static final double BURST_SECONDS = 0.1;
  private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

  private final LongSupplier eventsPerSecond;
  private final LongSupplier nanoClock;
  private double room;
  private long filledAt;

  /**
   * Makes a gate that is closed until time passes.
   *
   * @param eventsPerSecond asked for each time; {@link Long#MAX_VALUE} for no limit
   */
  RateGate(LongSupplier eventsPerSecond, LongSupplier nanoClock) {
    this.eventsPerSecond = eventsPerSecond;
    this.nanoClock = nanoClock;
    this.filledAt = nanoClock.getAsLong();
  }

  /** What a poll may ask for: {@code events}, or nothing yet and how long to wait. */
  record Grant(int events, long waitNanos) {}

  /**
   * Takes room for a poll.
   *
   * @param most what the poll would ask for if there were no limit
   */
  synchronized Grant take(int most) {
    long rate = Math.max(1, eventsPerSecond.getAsLong());
    long now = nanoClock.getAsLong();
    if (rate == Long.MAX_VALUE) {
      room = 0;
      filledAt = now;
      return new Grant(most, 0);
    }
    double burst = Math.max(1, rate * BURST_SECONDS);
    room = Math.min(burst, room + rate * ((now - filledAt) / NANOS));
    filledAt = now;
    // Not less than half of a burst: polls for an event or two each would cost both sides dear.
    double wanted = Math.max(1, Math.min(most, burst / 2));
    if (room < wanted) {
      return new Grant(0, (long) Math.ceil((wanted - room) / rate * NANOS));
    }
    int granted = (int) Math.min(most, room);
    room -= granted;
    return new Grant(granted, 0);
  }

  /**
   * Settles a poll: what it did not get can be had by others. A sink that splits events may have
   * sent more than was asked for; that is made up for later.
   */
  synchronized void settle(int granted, int received) {
    room += granted - (double) received;
  }
}
