package org.apache.spark.streaming.flume.sink.internal.batch;

import org.apache.spark.streaming.flume.sink.spi.admission.BatchLimits;
import org.apache.spark.streaming.flume.sink.spi.admission.PollRequest;

/** One call of {@code getEventBatch}, from its arrival to its answer. */
final class Poll implements PollRequest {

  private final int requestedEvents;
  private final int maxEvents;
  private final String client;
  private final long connection;
  private final long arrivedNanos;
  private final PollReply reply;

  /** Set when the poll is admitted, before it is shared between threads again. */
  private BatchLimits limits;

  private String sequenceNumber;

  /**
   * Makes a poll.
   *
   * @param client the peer's address and port, as text
   * @param connection a number that no other connection has
   */
  Poll(
      int requestedEvents,
      int maxEvents,
      String client,
      long connection,
      long arrivedNanos,
      PollReply reply) {
    this.requestedEvents = requestedEvents;
    this.maxEvents = maxEvents;
    this.client = client;
    this.connection = connection;
    this.arrivedNanos = arrivedNanos;
    this.reply = reply;
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
    return client;
  }

  @Override
  public long connection() {
    return connection;
  }

  @Override
  public long arrivedNanos() {
    return arrivedNanos;
  }

  PollReply reply() {
    return reply;
  }

  void admit(BatchLimits newLimits, String newSequenceNumber) {
    limits = newLimits;
    sequenceNumber = newSequenceNumber;
  }

  boolean isAdmitted() {
    return limits != null;
  }

  BatchLimits limits() {
    return limits;
  }

  String sequenceNumber() {
    return sequenceNumber;
  }

  boolean isClientGone() {
    return !reply.isOpen();
  }

  @Override
  public String toString() {
    return "poll for " + requestedEvents + " events from " + client;
  }
}
