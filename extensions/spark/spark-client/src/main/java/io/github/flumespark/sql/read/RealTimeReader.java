package io.github.flumespark.sql.read;

import io.github.flumespark.sql.read.BatchSource.Answer;
import io.github.flumespark.sql.read.BatchSource.Nothing;
import io.github.flumespark.sql.read.BatchSource.Polled;
import io.github.flumespark.sql.segment.Segment;
import io.github.flumespark.sql.segment.Segment.End;
import io.github.flumespark.sql.segment.SegmentStore;
import io.github.flumespark.sql.segment.Totals;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The segments of one partition in Real-time Mode: what earlier epochs have left, those of this
 * epoch that exist, then new ones, each as soon as the sink has something. It ends when its caller
 * says so. For one thread.
 */
public final class RealTimeReader {

  /** So soon a task that is to end does. */
  private static final Duration SLICE = Duration.ofMillis(200);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private final SegmentStore store;
  private final RealTimeTask task;
  private final BatchSource source;
  private final int batchSize;
  private final LongSupplier nanoClock;
  private final ReadCounters counters = new ReadCounters();
  private final SegmentWriter writer;
  private final Remainder remainder;

  /** Null as long as there is a remainder. */
  private Position next;

  private Position current;
  private Totals totals = Totals.NONE;
  private boolean pastExisting;
  private boolean seenOpen;

  private Duration pause = FIRST_PAUSE;
  private long pollFrom;
  private boolean isPausing;

  /**
   * Makes a reader; nothing is read yet.
   *
   * @param batchSize how many events a poll asks for at most
   */
  public RealTimeReader(
      SegmentStore store,
      RealTimeTask task,
      BatchSource source,
      int batchSize,
      Clock clock,
      LongSupplier nanoClock) {
    this.store = store;
    this.task = task;
    this.source = source;
    this.batchSize = batchSize;
    this.nanoClock = nanoClock;
    this.writer = new SegmentWriter(store, task.from().id(), clock, counters);
    this.remainder = new Remainder(store, writer, task.from(), task.epoch());
  }

  public ReadCounters counters() {
    return counters;
  }

  /**
   * Gets the next segment that has unread events.
   *
   * @return null if there was none in this time, or if there will be none in this epoch
   * @throws IOException if a segment can't be read or written, if the sink can't be polled however
   *     often it is tried, if the epoch is over, or if the thread is interrupted
   */
  public Segment next(Duration most) throws IOException {
    if (next == null) {
      Segment left = remainder.next();
      if (left != null) {
        current = remainder.current();
        return left;
      }
      next = remainder.following();
    }
    long start = nanoClock.getAsLong();
    while (!isEnded()) {
      Segment segment = pastExisting ? null : existing();
      if (segment == null) {
        Duration left = most.minus(Duration.ofNanos(nanoClock.getAsLong() - start));
        if (task.pollable() && (left.isNegative() || left.isZero())) {
          return null;
        }
        segment = task.pollable() ? poll(left) : shut();
      }
      if (segment != null && advance(segment)) {
        return segment;
      }
    }
    return null;
  }

  private Segment existing() throws IOException {
    Segment segment = store.read(task.epoch(), next.id(), next.segment());
    if (segment != null) {
      counters.replayed(segment.events().size());
    } else {
      pastExisting = true;
    }
    return segment;
  }

  /** Whether the segment has something to read. */
  private boolean advance(Segment segment) {
    current = next;
    totals = segment.header().totals();
    next = segment.isLast() ? next.nextEpoch() : next.nextSegment();
    return segment.events().size() > current.row();
  }

  /** Where the segment that was got last is, and from which of its rows on it is unread. */
  public Position current() {
    return current;
  }

  /** Where the next epoch goes on if all that was got is read. */
  public Position following() {
    return next == null ? remainder.following() : next;
  }

  /** Whether the partition has no more in this epoch. */
  public boolean isEnded() {
    return next != null && next.epoch() > task.epoch();
  }

  /** Whether there will never be more of this partition. */
  public boolean isFinished() {
    return isEnded() && !task.pollable();
  }

  /** What was polled is all there is, and all there will be. */
  private Segment shut() throws IOException {
    Segment end = writer.empty(totals, End.DRAINED, "");
    return publish(end, null);
  }

  /** Gets a batch and makes a segment of it; null if there is none, or if another attempt did. */
  private Segment poll(Duration left) throws IOException {
    if (!seenOpen) {
      if (!store.isOpen(task.epoch())) {
        throw store.whyNotOpen(task.epoch(), next.id());
      }
      seenOpen = true;
    }
    Segment made = null;
    Duration paused = Duration.ofNanos(pollFrom - nanoClock.getAsLong());
    if (isPausing && !paused.isNegative() && !paused.isZero()) {
      sleep(shorter(shorter(left, paused), SLICE));
      return made;
    }
    long before = nanoClock.getAsLong();
    Answer answer = source.await(batchSize, shorter(left, SLICE));
    long waited = TimeUnit.NANOSECONDS.toMillis(nanoClock.getAsLong() - before);
    counters.waited(waited);
    if (answer instanceof Nothing nothing) {
      pause(nothing);
    } else if (answer instanceof Polled polled) {
      isPausing = false;
      pause = FIRST_PAUSE;
      made = publish(writer.of(polled, totals, waited, after -> End.MORE), polled);
    }
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("The task is to end");
    }
    return made;
  }

  private void pause(Nothing nothing) {
    isPausing = !nothing.problem().isEmpty();
    if (isPausing) {
      pollFrom = nanoClock.getAsLong() + pause.toNanos();
      pause = shorter(pause.multipliedBy(2), LONGEST_PAUSE);
    }
  }

  /** Null if another attempt was faster: its segments come first, then. */
  private Segment publish(Segment segment, Polled polled) throws IOException {
    if (writer.publish(task.epoch(), next.segment(), segment, polled)) {
      return segment;
    }
    pastExisting = false;
    return null;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static void sleep(Duration time) throws IOException {
    try {
      TimeUnit.NANOSECONDS.sleep(time.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("The task is to end");
    }
  }
}
