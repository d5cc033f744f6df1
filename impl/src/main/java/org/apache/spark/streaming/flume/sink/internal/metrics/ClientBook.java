package org.apache.spark.streaming.flume.sink.internal.metrics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.spark.streaming.flume.sink.internal.batch.Client;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchOutcome;
import org.apache.spark.streaming.flume.sink.spi.admission.PollRequest;

/**
 * Who polls: what each host has and has done, since a job may open and close a connection for each
 * of its tasks. Of hosts that are gone the last ones are remembered. Thread-safe; a batch costs
 * some additions.
 */
final class ClientBook {

  private static final int MOST_HOSTS = 200;
  private static final long NANOS_PER_SECOND = 1_000_000_000;
  private static final long NANOS_BETWEEN_COMPLAINTS = 60 * NANOS_PER_SECOND;

  /** Batches without an ack that are more than bad luck. */
  private static final int ENOUGH = 3;

  /** One host. */
  private static final class Host {

    private final AtomicLong connections = new AtomicLong();
    private final AtomicLong openBatches = new AtomicLong();
    private final AtomicLong openEvents = new AtomicLong();
    private final AtomicLong ackedBatches = new AtomicLong();
    private final AtomicLong ackedEvents = new AtomicLong();
    private final AtomicLong nackedBatches = new AtomicLong();
    private final AtomicLong timedOutBatches = new AtomicLong();
    private final AtomicLong abortedBatches = new AtomicLong();
    private volatile long lastPollNanos;

    // Since its last ack; a few may be missed while it is told.
    private final AtomicLong nackedInARow = new AtomicLong();
    private final AtomicLong endedInARow = new AtomicLong();
    private long toldEnded;

    Host(long now) {
      lastPollNanos = now;
    }

    boolean isGone() {
      return connections.get() <= 0 && openBatches.get() <= 0;
    }
  }

  private final LongSupplier clock;
  private long nextComplaints;
  private final Map<String, Host> hosts = new ConcurrentHashMap<>();

  ClientBook(LongSupplier clock) {
    this.clock = clock;
    this.nextComplaints = clock.getAsLong() + NANOS_BETWEEN_COMPLAINTS;
  }

  void connected(String address) {
    host(address).connections.incrementAndGet();
  }

  void disconnected(String address) {
    ifKnown(address, host -> host.connections.decrementAndGet());
  }

  void polled(PollRequest poll) {
    host(poll.client()).lastPollNanos = poll.arrivedNanos();
  }

  void sending(PollRequest poll, int events) {
    Host host = host(poll.client());
    host.openBatches.incrementAndGet();
    host.openEvents.addAndGet(events);
  }

  /** A batch with events has ended. */
  void settled(BatchOutcome outcome) {
    ifKnown(
        outcome.poll().client(),
        host -> {
          host.openBatches.decrementAndGet();
          host.openEvents.addAndGet(-outcome.events());
          noteRow(host, outcome);
          switch (outcome.result()) {
            case ACKED -> {
              host.ackedBatches.incrementAndGet();
              host.nackedInARow.set(0);
              host.endedInARow.set(0);
              host.ackedEvents.addAndGet(outcome.events());
            }
            case NACKED -> host.nackedBatches.incrementAndGet();
            case TIMED_OUT -> host.timedOutBatches.incrementAndGet();
            default -> host.abortedBatches.incrementAndGet();
          }
        });
  }

  /** A client that asks for a single event may only want to know whether there is any. */
  private static void noteRow(Host host, BatchOutcome outcome) {
    if (outcome.poll().requestedEvents() > 1) {
      host.endedInARow.incrementAndGet();
      if (outcome.result() == BatchOutcome.Result.NACKED) {
        host.nackedInARow.incrementAndGet();
      }
    }
  }

  /**
   * The hosts that have acknowledged none of their last batches, in words: each once a minute, and
   * only if there were more since.
   */
  List<String> complaints() {
    long now = clock.getAsLong();
    if (now - nextComplaints < 0) {
      return List.of();
    }
    nextComplaints = now + NANOS_BETWEEN_COMPLAINTS;
    List<String> complaints = new ArrayList<>();
    hosts.forEach(
        (name, host) -> {
          long ended = host.endedInARow.get();
          long nacked = host.nackedInARow.get();
          if (ended >= ENOUGH && ended != host.toldEnded) {
            complaints.add(
                nacked >= ended
                    ? "client %s has refused each of its last %d batches".formatted(name, ended)
                    : "client %s has acknowledged none of its last %d batches, and refused %d of them"
                        .formatted(name, ended, nacked));
          }
          host.toldEnded = ended;
        });
    return complaints;
  }

  private void ifKnown(String address, Consumer<Host> use) {
    Host host = hosts.get(Client.hostOf(address));
    if (host != null) {
      use.accept(host);
    }
  }

  private Host host(String address) {
    String name = Client.hostOf(address);
    Host known = hosts.get(name);
    if (known != null) {
      return known;
    }
    if (hosts.size() >= MOST_HOSTS) {
      forgetOne();
    }
    return hosts.computeIfAbsent(name, any -> new Host(clock.getAsLong()));
  }

  /** The one that has been gone for the longest time. */
  private void forgetOne() {
    hosts.entrySet().stream()
        .filter(entry -> entry.getValue().isGone())
        .min(Comparator.comparingLong(entry -> entry.getValue().lastPollNanos))
        .ifPresent(entry -> hosts.remove(entry.getKey(), entry.getValue()));
  }

  /** Each host, by its name. */
  List<Map<String, Object>> rows() {
    List<Map<String, Object>> rows = new ArrayList<>();
    hosts.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(entry -> rows.add(row(entry.getKey(), entry.getValue())));
    return rows;
  }

  private Map<String, Object> row(String name, Host host) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("host", name);
    row.put("connections", host.connections.get());
    row.put("secondsSincePoll", (clock.getAsLong() - host.lastPollNanos) / NANOS_PER_SECOND);
    row.put("openBatches", host.openBatches.get());
    row.put("openEvents", host.openEvents.get());
    row.put("ackedBatches", host.ackedBatches.get());
    row.put("ackedEvents", host.ackedEvents.get());
    row.put("nackedBatches", host.nackedBatches.get());
    row.put("timedOutBatches", host.timedOutBatches.get());
    row.put("abortedBatches", host.abortedBatches.get());
    return row;
  }
}
