package io.github.flumespark.itest.benchmarks.run;

import io.github.flumespark.itest.benchmarks.client.PollClient;
import io.github.flumespark.itest.benchmarks.report.DrainResult;
import io.github.flumespark.itest.benchmarks.report.DrainResult.Cell;
import io.github.flumespark.itest.benchmarks.report.DrainResult.Round;
import io.github.flumespark.itest.benchmarks.report.Format;
import io.github.flumespark.itest.benchmarks.report.Stats;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;

/**
 * Empties a channel that was filled before, as fast as the clients can. The reference, our sink and
 * the in-process limit take turns, each in a JVM of its own that lives for the whole cell; the JVMs
 * that do not have their turn have nothing to do.
 *
 * <p>The clients share a number of batches out among them and stop before the channel is empty:
 * what happens at its end is another scenario's matter.
 */
final class DrainScenario {

  private static final Duration FILL_LIMIT = Duration.ofMinutes(3);
  private static final Duration DRAIN_LIMIT = Duration.ofMinutes(2);
  private static final List<String> JVM = List.of("-Xms2g", "-Xmx2g");

  private final Setup setup;
  private final Cell cell;
  private final int batches;

  private DrainScenario(Setup setup, Cell cell) {
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

  /** The compiler is not done after the first rounds of either sink. */
  private int warmUps() {
    return setup.quick() ? 1 : cell.equals(headline()) ? 6 : 3;
  }

  /** The cells of a run. */
  static List<Cell> cells(String matrix) {
    if (matrix.equals("headline")) {
      return List.of(headline());
    }
    if (matrix.equals("subset")) {
      return List.of(
          headline(),
          new Cell("memory", 1, 1000, 100),
          new Cell("memory", 16, 1000, 100),
          new Cell("memory", 5, 100, 100),
          new Cell("memory", 5, 1000, 1024),
          new Cell("memory", 5, 1000, 10240),
          new Cell("file", 5, 1000, 100),
          new Cell("file", 5, 1000, 1024));
    }
    List<Cell> cells = new ArrayList<>();
    for (String channel : List.of("memory", "file")) {
      for (int connections : new int[] {5, 1, 16}) {
        for (int batch : new int[] {1000, 100}) {
          for (int body : new int[] {100, 1024, 10240}) {
            cells.add(new Cell(channel, connections, batch, body));
          }
        }
      }
    }
    return cells;
  }

  /** The cell for which figures are promised. */
  static Cell headline() {
    return new Cell("memory", 5, 1000, 100);
  }

  static DrainResult run(Setup setup, Cell cell) throws IOException, TimeoutException {
    return new DrainScenario(setup, cell).run();
  }

  private DrainResult run() throws IOException, TimeoutException {
    List<List<Round>> warmUps = new ArrayList<>();
    List<Round> reference = new ArrayList<>();
    List<Round> ours = new ArrayList<>();
    List<Round> limit = new ArrayList<>();
    try (SinkProcess referenceSink = start(Side.REFERENCE);
        SinkProcess ourSink = start(Side.OURS);
        SinkProcess noSink = start(Side.LIMIT)) {
      for (int i = -warmUps(); i < setup.pairs(); i++) {
        Round a = drain(referenceSink);
        Round b = drain(ourSink);
        Round c = drainInProcess(noSink);
        Console.say(
            "  %s  reference %s   ours %s   limit %s",
            i < 0 ? "warm-up" : "pair " + (i + 1), describe(a), describe(b), describe(c));
        if (i >= 0) {
          reference.add(a);
          ours.add(b);
          limit.add(c);
        } else {
          warmUps.add(List.of(a, b, c));
        }
      }
    }
    return new DrainResult(cell, warmUps, reference, ours, limit);
  }

  private static String describe(Round round) {
    return Format.number(
        "%.2f M/s %.2f µs/event", round.eventsPerSecond() / 1e6, round.cpuMicrosPerEvent());
  }

  private SinkProcess start(Side side) throws IOException, TimeoutException {
    return SinkProcess.start(
        setup,
        side,
        JVM,
        Map.of(
            "channel", cell.channel(),
            "channel.capacity", "3000000",
            "channel.transactionCapacity", "10000",
            "channel.byteCapacityBufferPercentage", "0",
            "channel.byteCapacity", "100000000000",
            "sink.threads", String.valueOf(Math.max(10, cell.connections()))));
  }

  private void fill(SinkProcess sink) throws TimeoutException {
    // What is left of the last round, at most this much, stays in front.
    int slack = 2 * cell.connections() * cell.batch();
    sink.command("count", FILL_LIMIT);
    sink.command("fill " + (batches * cell.batch() + slack) + " " + cell.body(), FILL_LIMIT);
  }

  private Round drain(SinkProcess sink) throws IOException, TimeoutException {
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
      long events = samples.stream().mapToLong(mine -> mine.events).sum();
      return round(samples, events, nanos, used);
    }
  }

  private static Round round(
      List<Samples> samples, long events, long nanos, Map<String, Long> used) {
    long[] polls = samples.stream().flatMapToLong(Samples::polls).toArray();
    long[] acks = samples.stream().flatMapToLong(Samples::acks).toArray();
    return new Round(
        events,
        events * 1e9 / nanos,
        used.get("cpu") / 1e3 / events,
        (double) used.get("allocated") / events,
        Stats.percentile(polls, 50),
        Stats.percentile(polls, 99),
        Stats.percentile(acks, 50),
        Stats.percentile(acks, 99),
        used.get("gc"));
  }

  private Round drainInProcess(SinkProcess noSink) throws TimeoutException {
    fill(noSink);
    long events = (long) batches * cell.batch();
    noSink.command("begin", DRAIN_LIMIT);
    Map<String, Long> drained =
        noSink.command(
            "drain " + cell.connections() + " " + cell.batch() + " " + events, DRAIN_LIMIT);
    Map<String, Long> used = noSink.command("end", DRAIN_LIMIT);
    if (drained.get("events") != events) {
      throw new IllegalStateException("the in-process drain missed events: " + drained);
    }
    return round(List.of(), events, drained.get("nanos"), used);
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
