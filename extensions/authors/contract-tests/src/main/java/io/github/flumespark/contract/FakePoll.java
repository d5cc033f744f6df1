package io.github.flumespark.contract;

import org.apache.spark.streaming.flume.sink.spi.admission.PollRequest;

/**
 * A poll that no client sent. Immutable; equal only to itself, like the sink's own, so that a
 * policy which keeps polls in a map meets no surprise.
 */
public final class FakePoll implements PollRequest {

  private final int requestedEvents;
  private final int maxEvents;
  private final long connection;
  private final long arrivedNanos;

  private FakePoll(int requestedEvents, int maxEvents, long connection, long arrivedNanos) {
    this.requestedEvents = requestedEvents;
    this.maxEvents = maxEvents;
    this.connection = connection;
    this.arrivedNanos = arrivedNanos;
  }

  /**
   * A poll.
   *
   * @param connection the client's connection
   * @param events what the client asks for and the sink would give, at least 1
   * @param clock the sink's clock, which tells when the poll arrives
   * @return a new poll
   */
  public static FakePoll of(long connection, int events, ManualClock clock) {
    return of(connection, events, events, clock);
  }

  /**
   * A poll that the sink would cap.
   *
   * @param connection the client's connection
   * @param requestedEvents what the client asks for, at least 1
   * @param maxEvents what the sink would give, at least 1
   * @param clock the sink's clock, which tells when the poll arrives
   * @return a new poll
   */
  public static FakePoll of(
      long connection, int requestedEvents, int maxEvents, ManualClock clock) {
    if (maxEvents < 1 || requestedEvents < maxEvents) {
      throw new IllegalArgumentException(
          "maxEvents is " + maxEvents + "; allowed: 1 to " + requestedEvents);
    }
    return new FakePoll(requestedEvents, maxEvents, connection, clock.getAsLong());
  }

  @Override
  public int requestedEvents() {
    return requestedEvents;
  }

  @Override
  public int maxEvents() {
    return maxEvents;
  }

  @Override
  public String client() {
    return "192.0.2.1:" + (1024 + Math.floorMod(connection, 64000));
  }

  @Override
  public long connection() {
    return connection;
  }

  @Override
  public long arrivedNanos() {
    return arrivedNanos;
  }

  @Override
  public String toString() {
    return "poll for " + requestedEvents + " events on connection " + connection;
  }
}
