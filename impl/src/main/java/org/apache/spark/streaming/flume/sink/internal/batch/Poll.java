package org.apache.spark.streaming.flume.sink.internal.batch;

import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchLimits;
import org.apache.spark.streaming.flume.sink.spi.admission.PollRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One call of {@code getEventBatch}, from its arrival to its answer. */
final class Poll implements PollRequest {

  private static final Logger LOG = LoggerFactory.getLogger(Poll.class);

  private final int requestedEvents;
  private final int maxEvents;
  private final String client;
  private final long connection;
  private final long arrivedNanos;
  private final PollReply reply;

  /** Set when the poll is admitted, before it is shared between threads again. */
  private BatchLimits limits;

  private String sequenceNumber;

  private final AtomicBoolean settled = new AtomicBoolean();

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

  /** Whether this call is the one that settles the poll: the policy must hear of it once. */
  boolean settle() {
    return settled.compareAndSet(false, true);
  }

  /** Answers with an error batch. Never throws: one client's answer must not cost another's. */
  void answerError(String message) {
    answer(() -> reply.error(message));
  }

  /** Answers with an empty batch. Never throws. */
  void answerEmpty() {
    answer(reply::empty);
  }

  private void answer(Runnable answer) {
    try {
      answer.run();
    } catch (Throwable t) {
      LOG.error("The answer to a {} could not be made", this, t);
      reply.abandon("its answer could not be made");
    }
  }

  boolean isClientGone() {
    return !reply.isOpen();
  }

  @Override
  public String toString() {
    return "poll for " + requestedEvents + " events from " + client;
  }
}
