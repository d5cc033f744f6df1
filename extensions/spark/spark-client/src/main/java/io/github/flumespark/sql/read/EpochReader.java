package io.github.flumespark.sql.read;

import io.github.flumespark.client.ClientEvent;
import io.github.flumespark.client.EventBatch;
import io.github.flumespark.sql.read.BatchSource.Answer;
import io.github.flumespark.sql.read.BatchSource.Nothing;
import io.github.flumespark.sql.read.BatchSource.Polled;
import io.github.flumespark.sql.segment.PartitionId;
import io.github.flumespark.sql.segment.Segment;
import io.github.flumespark.sql.segment.Segment.End;
import io.github.flumespark.sql.segment.SegmentStore;
import io.github.flumespark.sql.segment.SegmentStore.Publication;
import io.github.flumespark.sql.segment.Totals;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The segments of one partition in one epoch, in order: those that exist, then new ones, polled and
 * written and only then acknowledged. See the description of the package that this one is in. For
 * one thread.
 */
public final class EpochReader {

  private final SegmentStore store;
  private final EpochTask task;
  private final PartitionId id;
  private final BatchSource source;
  private final Pace pace;
  private final Clock clock;
  private final LongSupplier nanoClock;
  private final ReadCounters counters = new ReadCounters();

  private int number;
  private Totals totals = Totals.NONE;
  private boolean pastExisting;
  private boolean seenOpen;
  private boolean ended;

  /**
   * Makes a reader; nothing is read yet.
   *
   * @param batchSize how many events a poll asks for at most
   */
  public EpochReader(
      SegmentStore store,
      EpochTask task,
      BatchSource source,
      int batchSize,
      Clock clock,
      LongSupplier nanoClock) {
    this.store = store;
    this.task = task;
    this.id = task.share().id();
    this.source = source;
    this.pace = new Pace(task, batchSize, nanoClock);
    this.clock = clock;
    this.nanoClock = nanoClock;
  }

  public ReadCounters counters() {
    return counters;
  }

  /**
   * Gets the next segment; null at the end. Those without events are left out.
   *
   * @throws IOException if a segment can't be read or written, if the sink can't be polled however
   *     often it is tried, or if the epoch is over
   */
  public Segment next() throws IOException {
    while (!ended) {
      Segment segment = pastExisting ? fill() : existing();
      if (segment != null) {
        number++;
        totals = segment.header().totals();
        if (segment.isLast()) {
          end();
        }
        if (!segment.events().isEmpty()) {
          return segment;
        }
      }
    }
    return null;
  }

  /** A directory that was made again may have had segments that nobody acknowledged. */
  private void end() throws IOException {
    if (store.isOver(task.epoch())) {
      throw store.whyNotOpen(task.epoch(), id);
    }
    ended = true;
  }

  private Segment existing() throws IOException {
    Segment segment = store.read(task.epoch(), id, number);
    if (segment != null) {
      counters.replayed(segment.events().size());
    } else {
      pastExisting = true;
    }
    return segment;
  }

  /** Makes the next segment, or finds that another attempt did: null, then, and a look at it. */
  private Segment fill() throws IOException {
    if (!task.pollable()) {
      // What was polled is all there is, and all there will be.
      return publish(segment(totals, End.DRAINED, ""), null);
    }
    if (!seenOpen) {
      if (!store.isOpen(task.epoch())) {
        throw store.whyNotOpen(task.epoch(), id);
      }
      seenOpen = true;
    }
    Pace.Step step = step(totals);
    if (step instanceof Pace.Stop stop) {
      return publish(segment(totals, stop.end(), ""), null);
    }
    return poll((Pace.Poll) step);
  }

  private Segment poll(Pace.Poll poll) throws IOException {
    long before = nanoClock.getAsLong();
    Answer answer = source.poll(poll.maxEvents(), poll.eventsAreThere());
    long waited = TimeUnit.NANOSECONDS.toMillis(nanoClock.getAsLong() - before);
    counters.waited(waited);
    if (answer instanceof Polled polled) {
      return take(polled, poll.maxEvents(), waited);
    }
    pace.gotNothing();
    Totals waitedInVain = totals.plus(new Totals(0, 0, 0, 0, waited));
    String problem = answer instanceof Nothing nothing ? nothing.problem() : "";
    return publish(segment(waitedInVain, End.DRAINED, problem), null);
  }

  private Segment take(Polled polled, int wanted, long waited) throws IOException {
    Segment segment;
    try {
      EventBatch batch = polled.batch();
      Totals after =
          totals.plus(new Totals(batch.events().size(), batch.taken(), bytes(batch), 1, waited));
      pace.got(source.fewerMeansNoMore() && batch.events().size() < wanted);
      segment = new Segment(header(batch.sequenceNumber(), after, end(after), ""), batch.events());
    } catch (RuntimeException | Error e) {
      polled.nack();
      throw e;
    }
    return publish(segment, polled);
  }

  /** What comes after so much. */
  private Pace.Step step(Totals after) {
    Pace.Step step = pace.next(after);
    if (step instanceof Pace.Look) {
      pace.looked(source.look());
      step = pace.next(after);
    }
    return step;
  }

  private End end(Totals after) {
    return step(after) instanceof Pace.Stop stop ? stop.end() : End.MORE;
  }

  private static long bytes(EventBatch batch) {
    long bytes = 0;
    for (ClientEvent event : batch.events()) {
      bytes += event.encodedHeaders().length + event.body().length;
    }
    return bytes;
  }

  private Segment segment(Totals after, End end, String problem) {
    return new Segment(header("", after, end, problem), List.of());
  }

  private Segment.Header header(String sequence, Totals after, End end, String problem) {
    long received = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    return new Segment.Header(
        UUID.randomUUID(), id.sink().toString(), sequence, received, after, end, problem);
  }

  private Segment publish(Segment segment, Polled polled) throws IOException {
    Publication result = null;
    try {
      result = store.publish(task.epoch(), id, number, segment);
    } finally {
      // Also when it could not be written, or nobody knows whether it was.
      if (result != Publication.WON && polled != null) {
        polled.nack();
      }
    }
    return switch (result) {
      case WON -> {
        if (polled != null) {
          acknowledge(segment, polled);
        }
        yield segment;
      }
      case LOST -> {
        pastExisting = false;
        pace.lost();
        yield null;
      }
      case GONE -> throw store.whyNotOpen(task.epoch(), id);
    };
  }

  private void acknowledge(Segment segment, Polled polled) {
    Totals after = segment.header().totals();
    counters.polled(segment.events().size(), after.bytes() - totals.bytes());
    if (!polled.ack()) {
      counters.ackLost();
    }
  }
}
