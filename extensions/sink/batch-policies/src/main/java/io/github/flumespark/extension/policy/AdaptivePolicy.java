package io.github.flumespark.extension.policy;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.spark.streaming.flume.sink.spi.admission.Admission;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchAdmissionPolicy;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchLimits;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchOutcome;
import org.apache.spark.streaming.flume.sink.spi.admission.PollRequest;

/** Finds the size of batch that clients acknowledge in time: additive up, multiplicative down. */
final class AdaptivePolicy implements BatchAdmissionPolicy {

  /** The sizes that are allowed. */
  record Range(int min, int max) {
    int nearest(long size) {
      return (int) Math.max(min, Math.min(max, size));
    }
  }

  private final Range range;
  private final Duration target;
  private final int increase;
  private final int decreasePercent;
  private final LongSupplier clock;
  private int size;
  private boolean hasShrunk;
  private long lastShrunk;

  AdaptivePolicy(
      Range range,
      int initial,
      Duration target,
      int increase,
      int decreasePercent,
      LongSupplier clock) {
    this.range = range;
    this.size = initial;
    this.target = target;
    this.increase = increase;
    this.decreasePercent = decreasePercent;
    this.clock = clock;
  }

  @Override
  public Admission admit(PollRequest poll) {
    return Admission.accept(BatchLimits.ofEvents(Math.min(poll.maxEvents(), size())));
  }

  @Override
  public void settled(BatchOutcome outcome) {
    switch (outcome.result()) {
      case ACKED -> {
        if (outcome.held().compareTo(target) > 0) {
          shrink(outcome);
        } else if (wasBoundByTheSize(outcome)) {
          grow();
        }
      }
      case NACKED -> {
        // A smaller size would have changed nothing for a batch that small.
        if (outcome.events() > smaller(size())) {
          shrink(outcome);
        }
      }
      case TIMED_OUT -> shrink(outcome);
      // Neither says anything of the size.
      case ABORTED, EMPTY -> {}
    }
  }

  /** A batch that stayed small on a trickle, or that its poll bound, proves nothing about size. */
  private static boolean wasBoundByTheSize(BatchOutcome outcome) {
    int granted = outcome.limits().maxEvents();
    return outcome.events() >= granted && granted < outcome.poll().maxEvents();
  }

  synchronized int size() {
    return size;
  }

  private synchronized void grow() {
    size = range.nearest((long) size + increase);
  }

  /**
   * Batches that were polled for before the last time are late for the same reason: without this, a
   * few of them in a row would throw the size down to its minimum.
   */
  private synchronized void shrink(BatchOutcome outcome) {
    if (hasShrunk && outcome.poll().arrivedNanos() - lastShrunk < 0) {
      return;
    }
    hasShrunk = true;
    lastShrunk = clock.getAsLong();
    size = smaller(size);
  }

  private int smaller(int from) {
    return range.nearest((long) from * (100 - decreasePercent) / 100);
  }
}
