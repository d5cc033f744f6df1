package io.github.flumespark.itest.benchmarks.run;

import io.github.flumespark.itest.benchmarks.client.PollClient;
import io.github.flumespark.itest.benchmarks.report.LatencyResult;
import io.github.flumespark.itest.benchmarks.report.Stats;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/**
 * Few events and pollers that wait for them: how long each event takes from its put to a client,
 * and each acknowledgement from its call to its answer. Nothing is warmed up: an agent that has
 * little to do is cold.
 */
final class LatencyScenario {

  private static final int POLL_SIZE = 1000;
  private static final int PER_SECOND = 50;
  private static final Duration COMMAND_LIMIT = Duration.ofSeconds(30);

  /** How long after the last put events may still arrive. */
  private static final Duration GRACE = Duration.ofSeconds(20);

  private final Setup setup;
  private final Side side;
  private final int pollers;
  private final int keepAliveSeconds;

  private final Set<Integer> seen = new HashSet<>();
  private final List<Long> deliveries = new ArrayList<>();
  private final List<Long> acks = new ArrayList<>();
  private int received;
  private int unacked;

  LatencyScenario(Setup setup, Side side, int pollers, int keepAliveSeconds) {
    this.setup = setup;
    this.side = side;
    this.pollers = pollers;
    this.keepAliveSeconds = keepAliveSeconds;
  }

  /** What puts the events. */
  private interface Source {
    void put(SinkProcess sink) throws TimeoutException, InterruptedException;
  }

  /** Single events at a steady rate. */
  LatencyResult trickle() throws IOException, TimeoutException, InterruptedException {
    int seconds = setup.quick() ? 5 : 15;
    int count = PER_SECOND * seconds;
    return run(
        "trickle",
        count,
        sink -> {
          sink.command("feed " + PER_SECOND + " " + count, COMMAND_LIMIT);
          Thread.sleep(seconds * 1000L);
        });
  }

  /** Bursts with silence after each, longer than the default keep-alive. */
  LatencyResult bursts() throws IOException, TimeoutException, InterruptedException {
    int bursts = setup.quick() ? 2 : 5;
    int size = 50;
    return run(
        "burst",
        bursts * size,
        sink -> {
          for (int i = 0; i < bursts; i++) {
            sink.command("burst " + size, COMMAND_LIMIT);
            Thread.sleep(5000);
          }
        });
  }

  private LatencyResult run(String name, int count, Source source)
      throws IOException, TimeoutException, InterruptedException {
    Map<String, String> settings =
        Map.of("channel", "memory", "channel.keep-alive", String.valueOf(keepAliveSeconds));
    try (SinkProcess sink = SinkProcess.start(setup, side, List.of("-Xmx512m"), settings);
        Pollers clients = new Pollers(setup, sink.port(), pollers, true)) {
      clients.start(client -> poll(client, clients));
      // The polls wait before the first event comes.
      Thread.sleep(1000);
      long start = System.nanoTime();
      source.put(sink);
      long end = System.nanoTime() + GRACE.toNanos();
      while (!isComplete(count) && System.nanoTime() < end) {
        Thread.sleep(20);
        clients.check();
      }
      return result(name, count, (System.nanoTime() - start) / 1e9);
    }
  }

  private void poll(PollClient client, Pollers clients) throws IOException {
    while (!clients.isClosed()) {
      PollClient.Batch batch = client.poll(POLL_SIZE);
      if (batch.events() == 0) {
        continue;
      }
      received(batch);
      long start = System.nanoTime();
      client.ack(batch.sequenceNumber());
      acked(System.nanoTime() - start);
    }
  }

  private synchronized void received(PollClient.Batch batch) {
    long now = System.nanoTime();
    unacked++;
    for (PollClient.Stamp stamp : batch.stamps()) {
      received++;
      // Of an event that comes twice, the first delivery is the one that was waited for.
      if (seen.add(stamp.id())) {
        deliveries.add(now - stamp.putNanos());
      }
    }
  }

  private synchronized void acked(long nanos) {
    unacked--;
    acks.add(nanos);
  }

  private synchronized boolean isComplete(int count) {
    return seen.size() == count && unacked == 0;
  }

  private synchronized LatencyResult result(String name, int count, double seconds) {
    long[] delivered = deliveries.stream().mapToLong(Long::longValue).toArray();
    long[] answered = acks.stream().mapToLong(Long::longValue).toArray();
    return new LatencyResult(
        name,
        side.label(),
        pollers,
        keepAliveSeconds,
        count,
        seen.size(),
        received - seen.size(),
        answered.length,
        Stats.percentile(delivered, 50) / 1e6,
        Stats.percentile(delivered, 99) / 1e6,
        Stats.percentile(answered, 50) / 1e6,
        Stats.percentile(answered, 99) / 1e6,
        seconds);
  }
}
