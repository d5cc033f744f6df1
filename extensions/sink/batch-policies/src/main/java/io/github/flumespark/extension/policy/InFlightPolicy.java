package io.github.flumespark.extension.policy;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.spark.streaming.flume.sink.spi.admission.Admission;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchAdmissionPolicy;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchLimits;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchOutcome;
import org.apache.spark.streaming.flume.sink.spi.admission.PollRequest;

/**
 * Shares limited room among clients. An accepted poll reserves the limits that it is granted, and
 * the sink gives these very limits back when the poll is settled: so there is nothing to remember
 * for a poll, and nothing that could be forgotten.
 */
final class InFlightPolicy implements BatchAdmissionPolicy {

  private final Room caps;
  private final Room least;
  private final long batchBytes;
  private final Duration hold;
  private final LongSupplier clock;
  private final WaitingClients waiting;
  private Room free;

  /**
   * Makes a policy with all its room free.
   *
   * @param least what a poll must be granted at least, unless it asks for less
   * @param batchBytes what a poll is granted at the most
   */
  InFlightPolicy(
      Room caps, Room least, long batchBytes, Duration hold, Duration claim, LongSupplier clock) {
    this.caps = caps;
    this.least = least;
    this.batchBytes = batchBytes;
    this.hold = hold;
    this.clock = clock;
    this.waiting = new WaitingClients(claim, clock.getAsLong());
    this.free = caps;
  }

  @Override
  public synchronized Admission admit(PollRequest poll) {
    Room wanted = new Room(1, poll.maxEvents(), batchBytes);
    Room needed = new Room(1, Math.min(poll.maxEvents(), least.events()), least.bytes());
    long connection = poll.connection();
    Room left = waiting.leftFor(connection, free, needed, poll.arrivedNanos());
    if (!left.holds(needed)) {
      waiting.refused(connection, wanted, poll.arrivedNanos(), clock.getAsLong());
      return Admission.reject(reason(needed), hold);
    }
    waiting.served(connection);
    BatchLimits granted =
        BatchLimits.ofEvents((int) Math.min(wanted.events(), left.events()))
            .withMaxBytes(Math.min(wanted.bytes(), left.bytes()));
    free = free.minus(room(granted));
    return Admission.accept(granted);
  }

  @Override
  public synchronized void settled(BatchOutcome outcome) {
    free = free.plus(room(outcome.limits()));
  }

  /** Clients that were refused and still have a claim, perhaps some that are late. */
  synchronized int waitingClients() {
    return waiting.size();
  }

  private static Room room(BatchLimits limits) {
    return new Room(1, limits.maxEvents(), limits.maxBytes());
  }

  private String reason(Room needed) {
    StringBuilder text = new StringBuilder("in-flight: ");
    if (free.holds(needed)) {
      return text.append("what room there is belongs to clients that waited longer").toString();
    }
    text.append("no room;");
    append(text, caps.batches(), free.batches(), "batches");
    append(text, caps.events(), free.events(), "events");
    append(text, caps.bytes(), free.bytes(), "bytes");
    return text.append(" are taken").toString();
  }

  private static void append(StringBuilder text, long cap, long left, String what) {
    if (cap != Room.NO_CAP) {
      text.append(text.charAt(text.length() - 1) == ';' ? " " : ", ");
      text.append(cap - left).append(" of ").append(cap).append(' ').append(what);
    }
  }
}
