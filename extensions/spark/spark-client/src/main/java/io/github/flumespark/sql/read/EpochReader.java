package io.github.flumespark.sql.read;

import io.github.flumespark.sql.read.BatchSource.Answer;
import io.github.flumespark.sql.read.BatchSource.Nothing;
import io.github.flumespark.sql.read.BatchSource.Polled;
import io.github.flumespark.sql.segment.PartitionId;
import io.github.flumespark.sql.segment.Segment;
import io.github.flumespark.sql.segment.Segment.End;
import io.github.flumespark.sql.segment.SegmentStore;
import io.github.flumespark.sql.segment.Totals;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
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
  private final LongSupplier nanoClock;
  private final ReadCounters counters = new ReadCounters();
  private final SegmentWriter writer;
  private final Remainder remainder;

  private int number;
  private int firstRow;
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
    this.nanoClock = nanoClock;
    this.writer = new SegmentWriter(store, id, clock, counters);
    this.remainder = new Remainder(store, writer, task.from(), task.epoch());
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
    Segment left = remainder.next();
    firstRow = left == null ? 0 : remainder.current().row();
    if (left != null) {
      return left;
    }
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

  /** From which of its rows on the segment that was got last is unread. */
  public int firstRow() {
    return firstRow;
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
      return publish(writer.empty(totals, End.DRAINED, ""), null);
    }
    if (!seenOpen) {
      if (!store.isOpen(task.epoch())) {
        throw store.whyNotOpen(task.epoch(), id);
      }
      seenOpen = true;
    }
    Pace.Step step = stepAfterSettling();
    if (step instanceof Pace.Stop stop) {
      return publish(writer.empty(totals, stop.end(), ""), null);
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
    return publish(writer.empty(waitedInVain, End.DRAINED, problem), null);
  }

  private Segment take(Polled polled, int wanted, long waited) throws IOException {
    Segment segment =
        writer.of(
            polled,
            totals,
            waited,
            after -> {
              boolean isFewer = polled.batch().events().size() < wanted;
              pace.got(source.fewerMeansNoMore() && isFewer);
              return end(after);
            });
    return publish(segment, polled);
  }

  /** What comes after so much. */
  private Pace.Step step(Totals after) {
    Pace.Step step = pace.next(after);
    if (step instanceof Pace.Look) {
      pace.looked(source.look(Duration.ZERO));
      step = pace.next(after);
    }
    return step;
  }

  /** The same when the batch before has been settled. */
  private Pace.Step stepAfterSettling() {
    Pace.Step step = step(totals);
    while (step instanceof Pace.LookLater later) {
      pace.looked(source.look(later.after()));
      step = pace.next(totals);
    }
    return step;
  }

  private End end(Totals after) {
    return step(after) instanceof Pace.Stop stop ? stop.end() : End.MORE;
  }

  private Segment publish(Segment segment, Polled polled) throws IOException {
    if (writer.publish(task.epoch(), number, segment, polled)) {
      return segment;
    }
    pastExisting = false;
    pace.lost();
    return null;
  }
}
