package io.github.flumespark.itest.benchmarks.run;

import io.github.flumespark.itest.benchmarks.client.PollClient;
import io.github.flumespark.itest.benchmarks.report.DrainResult;
import io.github.flumespark.itest.benchmarks.report.DrainResult.Cell;
import io.github.flumespark.itest.benchmarks.report.DrainResult.Round;
import io.github.flumespark.itest.benchmarks.report.DrainResult.Rounds;
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
 * the in-process limit take turns, each in a JVM of its own; the JVMs that do not have their turn
 * have nothing to do. Warm rounds share JVMs that live for the whole cell; each cold round has JVMs
 * that have just started.
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

  /** Fills of a warm round: one alone takes our sink less than half a second. */
  private int fillsPerRound() {
    return !setup.quick() && cell.equals(headline()) ? 4 : 1;
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
    List<Rounds> cold = new ArrayList<>();
    if (cell.equals(headline())) {
      for (int i = 0; i < setup.pairs(); i++) {
        cold.add(coldRounds(i + 1));
      }
    }
    List<Rounds> warmUps = new ArrayList<>();
    List<Rounds> warm = new ArrayList<>();
    try (SinkProcess reference = start(Side.REFERENCE);
        SinkProcess ours = start(Side.OURS);
        SinkProcess noSink = start(Side.LIMIT)) {
      for (int i = -warmUps(); i < 0; i++) {
        warmUps.add(
            tell("warm-up", drain(reference, 1), drain(ours, 1), drainInProcess(noSink, 1)));
      }
      int fills = fillsPerRound();
      for (int i = 0; i < setup.pairs(); i++) {
        warm.add(
            tell(
                "pair " + (i + 1),
                drain(reference, fills),
                drain(ours, fills),
                drainInProcess(noSink, fills)));
      }
    }
    return new DrainResult(cell, cold, warmUps, warm);
  }

  /** The first round of JVMs that have just started, which is also their last. */
  private Rounds coldRounds(int number) throws IOException, TimeoutException {
    Round reference;
    Round ours;
    Round limit;
    try (SinkProcess sink = start(Side.REFERENCE)) {
      reference = drain(sink, 1);
    }
    try (SinkProcess sink = start(Side.OURS)) {
      ours = drain(sink, 1);
    }
    try (SinkProcess noSink = start(Side.LIMIT)) {
      limit = drainInProcess(noSink, 1);
    }
    return tell("cold " + number, reference, ours, limit);
  }

  private static Rounds tell(String name, Round reference, Round ours, Round limit) {
    Console.say(
        "  %s  reference %s   ours %s   limit %s",
        name, describe(reference), describe(ours), describe(limit));
    return new Rounds(reference, ours, limit);
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

  private Round drain(SinkProcess sink, int fills) throws IOException, TimeoutException {
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

  private Round drainInProcess(SinkProcess noSink, int fills) throws TimeoutException {
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
