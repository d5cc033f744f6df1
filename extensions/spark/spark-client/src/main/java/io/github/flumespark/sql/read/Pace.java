package io.github.flumespark.sql.read;

import io.github.flumespark.client.SinkState;
import io.github.flumespark.sql.segment.Segment.End;
import io.github.flumespark.sql.segment.Totals;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Decides how long a partition goes on in an epoch. For one thread.
 *
 * <p>Where the driver knows how many events are there, they are the target, and all of them are
 * read, however long that takes: so a trigger once in an hour reads all that has come in that hour.
 * After a while it is looked whether the rest is still there. Beyond the target it goes on for a
 * while, but only as long as full batches are there, or the channel is half full: what trickles in
 * does not hold up the micro-batch that has the rest.
 *
 * <p>Where nobody knows, it goes on for a while, or until a poll finds nothing. A batch that is not
 * full says nothing: a sink caps its batches by bytes, by its configuration, by a policy, and a
 * transformer may drop most of one.
 */
final class Pace {

  /** What comes next. */
  sealed interface Step {}

  /** Ask for so many events, which are known to be there or not. */
  record Poll(int maxEvents, boolean eventsAreThere) implements Step {}

  /** Ask what the sink has; {@link #looked} must follow. */
  record Look() implements Step {}

  /** Settle the batch, wait for so long, and ask what the sink has; {@link #looked} must follow. */
  record LookLater(Duration after) implements Step {}

  /** Nothing more in this epoch. */
  record Stop(End end) implements Step {}

  /**
   * How long a target is pursued without a look: transformers may drop so much, unseen, that what
   * has come since is read in its place.
   */
  private static final Duration PURSUIT = Duration.ofSeconds(10);

  /** What has waited for room in a channel is put at once; on a busy machine, somewhat later. */
  static final List<Duration> MOMENTS = List.of(Duration.ofMillis(2), Duration.ofMillis(10));

  private final EpochTask task;
  private final int batchSize;
  private final LongSupplier nanoClock;
  private final long started;

  private boolean polled;
  private boolean drained;

  /** The last look, as long as it is fresh. */
  private SinkState seen;

  /** How often it was looked since the last batch was settled. */
  private int looksLater;

  private boolean cannotLook;

  /** Since when less than a batch is there, of a target that is pursued with looks; or null. */
  private Long restSince;

  Pace(EpochTask task, int batchSize, LongSupplier nanoClock) {
    this.task = task;
    this.batchSize = batchSize;
    this.nanoClock = nanoClock;
    this.started = nanoClock.getAsLong();
  }

  /** Decides, after so much was read. */
  Step next(Totals totals) {
    if (totals.events() >= task.share().maxEvents() || totals.bytes() >= task.share().maxBytes()) {
      return new Stop(End.FULL);
    }
    if (drained) {
      return new Stop(End.DRAINED);
    }
    long target = task.share().target();
    if (target == 0) {
      return isOver(task.fillTime()) && polled
          ? new Stop(End.FULL)
          : poll(totals, batchSize, task.eventsAreThere() && !polled);
    }
    long left = target - totals.taken();
    if (left > 0 && !isOver(longer(PURSUIT, task.fillTime()))) {
      return poll(totals, (int) Math.min(batchSize, left), true);
    }
    if (left <= 0 && (!task.beyond() || isOver(task.fillTime()))) {
      return new Stop(End.FULL);
    }
    return beyond(totals, left);
  }

  private Step beyond(Totals totals, long left) {
    if (seen == null && !cannotLook) {
      return new Look();
    }
    if (cannotLook) {
      return new Stop(End.FULL);
    }
    boolean tellsCapacity = seen.channelCapacity() >= 0;
    long half = Math.max(1, seen.channelCapacity() / 2);
    long pollable = seen.pollableAtLeast();
    if (pollable >= batchSize || (tellsCapacity && pollable >= half)) {
      return poll(totals, (int) Math.min(batchSize, pollable), true);
    }
    boolean isRest = left > 0 && !isRestGivenUp();
    if (isRest && pollable > 0) {
      return poll(totals, (int) Math.min(batchSize, Math.min(left, pollable)), true);
    }
    boolean hadLittleRoom = tellsCapacity && (looksLater > 0 || seen.eventsAtMost() >= half);
    if ((isRest || hadLittleRoom) && looksLater < MOMENTS.size()) {
      // What is open takes up the room that the next events wait for, and may hide the rest.
      return new LookLater(MOMENTS.get(looksLater));
    }
    return new Stop(End.FULL);
  }

  /** Whether less than a batch was there for so long that it must be what has come since. */
  private boolean isRestGivenUp() {
    long now = nanoClock.getAsLong();
    if (restSince == null) {
      restSince = now;
    }
    return now - restSince >= PURSUIT.toNanos();
  }

  private Poll poll(Totals totals, int wanted, boolean eventsAreThere) {
    long most = Math.min(wanted, task.share().maxEvents() - totals.events());
    if (task.share().maxBytes() < Long.MAX_VALUE && totals.events() > 0) {
      // As many as are likely to fit.
      long left = task.share().maxBytes() - totals.bytes();
      long each = Math.max(1, totals.bytes() / totals.events());
      most = Math.min(most, (left + each - 1) / each);
    }
    return new Poll((int) Math.max(1, most), eventsAreThere);
  }

  private boolean isOver(Duration time) {
    return nanoClock.getAsLong() - started >= time.toNanos();
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  /** Hears what the sink has; null if it doesn't tell. */
  void looked(SinkState state) {
    if (seen != null) {
      looksLater++;
    }
    seen = state == null || !state.tellsEvents() ? null : state;
    cannotLook = seen == null;
  }

  /**
   * Hears of a batch.
   *
   * @param noMore whether it says that there are no more events
   */
  void got(boolean noMore) {
    polled = true;
    drained = noMore;
    forget();
  }

  private void forget() {
    seen = null;
    looksLater = 0;
  }

  /** Hears that a poll has found nothing, or no sink. */
  void gotNothing() {
    polled = true;
    drained = true;
  }

  /** Hears that another attempt was faster: what this one has found out is of no account. */
  void lost() {
    drained = false;
    forget();
  }
}
