package io.github.flumespark.itest.benchmarks.run;

import io.github.flumespark.itest.benchmarks.client.PollClient;
import io.github.flumespark.itest.benchmarks.report.DrainResult.Cell;
import io.github.flumespark.itest.benchmarks.report.DrainResult.Round;
import io.github.flumespark.itest.benchmarks.report.Format;
import io.github.flumespark.itest.benchmarks.report.Stats;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;

/**
 * Empties a channel that was filled before, as fast as the clients can.
 *
 * <p>The clients share a number of batches out among them and stop before the channel is empty:
 * what happens at its end is another scenario's matter.
 */
final class ChannelDrain {

  private static final Duration FILL_LIMIT = Duration.ofMinutes(3);
  private static final Duration DRAIN_LIMIT = Duration.ofMinutes(2);
  private static final List<String> JVM = List.of("-Xms2g", "-Xmx2g");

  private final Setup setup;
  private final Cell cell;
  private final int batches;

  ChannelDrain(Setup setup, Cell cell) {
    this.setup = setup;
    this.cell = cell;
    this.batches = events(setup, cell) / cell.batch();
  }

  /** Enough for a second or two of our sink's work. */
  private static int events(Setup setup, Cell cell) {
    int events;
    if (cell.channel().equals("file")) {
      events = cell.body() > 1024 ? 20_000 : 100_000;
    } else {
      events = cell.body() > 1024 ? 150_000 : cell.body() > 100 ? 600_000 : 1_500_000;
    }
    return setup.quick() ? events / 2 : events;
  }

  /** Starts a sink, with more settings than a drain needs. */
  SinkProcess start(Side side, Map<String, String> more) throws IOException, TimeoutException {
    Map<String, String> settings = new HashMap<>(more);
    settings.putAll(
        Map.of(
            "channel", cell.channel(),
            "channel.capacity", "3000000",
            "channel.transactionCapacity", "10000",
            "channel.byteCapacityBufferPercentage", "0",
            "channel.byteCapacity", "100000000000",
            "sink.threads", String.valueOf(Math.max(10, cell.connections()))));
    return SinkProcess.start(setup, side, JVM, settings);
  }

  /** For the terminal. */
  static String describe(Round round) {
    return Format.number(
        "%.2f M/s %.2f µs/event", round.eventsPerSecond() / 1e6, round.cpuMicrosPerEvent());
  }

  private void fill(SinkProcess sink) throws TimeoutException {
    // What is left of the last round, at most this much, stays in front.
    int slack = 2 * cell.connections() * cell.batch();
    sink.command("count", FILL_LIMIT);
    sink.command("fill " + (batches * cell.batch() + slack) + " " + cell.body(), FILL_LIMIT);
  }

  /** One round over sockets: the channel is filled and drained a number of times. */
  Round drain(SinkProcess sink, int fills) throws IOException, TimeoutException {
    Sum sum = new Sum();
    for (int i = 0; i < fills; i++) {
      drainOnce(sink, sum);
    }
    return sum.round();
  }

  private void drainOnce(SinkProcess sink, Sum sum) throws IOException, TimeoutException {
    fill(sink);
    AtomicLong tickets = new AtomicLong(batches);
    List<Samples> samples = new ArrayList<>();
    try (Pollers pollers = new Pollers(setup, sink.port(), cell.connections(), false)) {
      sink.command("begin", DRAIN_LIMIT);
      long start = System.nanoTime();
      pollers.start(
          client -> {
            Samples mine = new Samples(batches);
            while (tickets.getAndDecrement() > 0) {
              mine.pollAndAck(client, cell.batch());
            }
            synchronized (samples) {
              samples.add(mine);
            }
          });
      pollers.join(DRAIN_LIMIT);
      long nanos = System.nanoTime() - start;
      Map<String, Long> used = sink.command("end", DRAIN_LIMIT);
      sum.add(samples.stream().mapToLong(mine -> mine.events).sum(), nanos, used);
      sum.samples.addAll(samples);
    }
  }

  /** One round without a sink. */
  Round drainInProcess(SinkProcess noSink, int fills) throws TimeoutException {
    Sum sum = new Sum();
    long events = (long) batches * cell.batch();
    for (int i = 0; i < fills; i++) {
      fill(noSink);
      noSink.command("begin", DRAIN_LIMIT);
      Map<String, Long> drained =
          noSink.command(
              "drain " + cell.connections() + " " + cell.batch() + " " + events, DRAIN_LIMIT);
      Map<String, Long> used = noSink.command("end", DRAIN_LIMIT);
      if (drained.get("events") != events) {
        throw new IllegalStateException("the in-process drain missed events: " + drained);
      }
      sum.add(events, drained.get("nanos"), used);
    }
    return sum.round();
  }

  /** The drains of one round, added up; the fills between them are not in it. */
  private static final class Sum {

    private final List<Samples> samples = new ArrayList<>();
    private long events;
    private long nanos;
    private long cpu;
    private long allocated;
    private long gc;

    void add(long moreEvents, long moreNanos, Map<String, Long> used) {
      events += moreEvents;
      nanos += moreNanos;
      cpu += used.get("cpu");
      allocated += used.get("allocated");
      gc += used.get("gc");
    }

    Round round() {
      long[] polls = samples.stream().flatMapToLong(Samples::polls).toArray();
      long[] acks = samples.stream().flatMapToLong(Samples::acks).toArray();
      return new Round(
          events,
          events * 1e9 / nanos,
          cpu / 1e3 / events,
          (double) allocated / events,
          Stats.percentile(polls, 50),
          Stats.percentile(polls, 99),
          Stats.percentile(acks, 50),
          Stats.percentile(acks, 99),
          gc);
    }
  }

  /** What one connection saw. */
  private static final class Samples {

    private final long[] polls;
    private final long[] acks;
    private int count;
    private long events;

    Samples(int most) {
      polls = new long[most];
      acks = new long[most];
    }

    void pollAndAck(PollClient client, int size) throws IOException {
      long start = System.nanoTime();
      PollClient.Batch batch = client.poll(size);
      long received = System.nanoTime();
      if (!batch.error().isEmpty() || batch.events() == 0) {
        throw new IOException("a full channel gave no batch: " + batch);
      }
      client.ack(batch.sequenceNumber());
      polls[count] = received - start;
      acks[count] = System.nanoTime() - received;
      count++;
      events += batch.events();
    }

    LongStream polls() {
      return LongStream.of(polls).limit(count);
    }

    LongStream acks() {
      return LongStream.of(acks).limit(count);
    }
  }
}
