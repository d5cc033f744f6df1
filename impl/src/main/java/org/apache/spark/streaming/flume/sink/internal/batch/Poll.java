package org.apache.spark.streaming.flume.sink.internal.batch;

import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.streaming.flume.sink.spi.admission.PollRequest;

/**
 * One call of {@code getEventBatch}, from its arrival to its answer. Immutable, but for what was
 * dropped while it waited, and for whether it has been answered: whoever claims that first has to
 * answer it, and nobody else does.
 */
final class Poll implements PollRequest {

  /** Constants are there when there is no memory for anything; here as in other last resorts. */
  private static final String NO_ANSWER = "an answer could not be made";

  private final int requestedEvents;
  private final int maxEvents;
  private final Client client;
  private final long arrivedNanos;
  private final PollReply reply;
  private final AtomicBoolean answered = new AtomicBoolean();

  /** Changed by whoever serves it, and one at a time does. */
  private volatile long dropped;

  Poll(int requestedEvents, int maxEvents, Client client, long arrivedNanos, PollReply reply) {
    this.requestedEvents = requestedEvents;
    this.maxEvents = maxEvents;
    this.client = client;
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
    return client.address();
  }

  @Override
  public long connection() {
    return client.connection();
  }

  @Override
  public long arrivedNanos() {
    return arrivedNanos;
  }

  /** The connection on which it came. */
  Client origin() {
    return client;
  }

  /** Transformers dropped all of so many events, and the poll goes on to wait. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // see the field
  void dropped(int events) {
    dropped += events;
  }

  /** Events that were dropped so. */
  long dropped() {
    return dropped;
  }

  BatchWriter openBatch() {
    return reply.openBatch();
  }

  /** Whether the caller is the one that answers. */
  boolean claimAnswer() {
    return answered.compareAndSet(false, true);
  }

  /** Whether there is still somebody who waits for an answer. */
  boolean isWaiting() {
    return !answered.get() && client.isOpen();
  }

  /** Answers with an error batch, unless the poll has been answered. Never throws. */
  void answerError(String message) {
    if (claimAnswer()) {
      try {
        reply.error(message);
      } catch (Throwable t) {
        abandon();
      }
    }
  }

  /** Answers with an empty batch, unless the poll has been answered. Never throws. */
  void answerEmpty() {
    if (claimAnswer()) {
      try {
        reply.empty();
      } catch (Throwable t) {
        abandon();
      }
    }
  }

  /** A client must not wait for an answer that never comes. Never throws. */
  void abandon() {
    try {
      client.abandon(NO_ANSWER);
    } catch (Throwable t) {
      // Whatever a client's connection can do to close, it has tried.
    }
  }

  @Override
  public String toString() {
    return "poll for " + requestedEvents + " events from " + client.address();
  }
}
