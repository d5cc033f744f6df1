package org.apache.spark.streaming.flume.sink.internal.channel;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.flume.Channel;
import org.apache.flume.channel.MemoryChannel;
import org.apache.flume.channel.PseudoTxnMemoryChannel;
import org.apache.flume.conf.TransactionCapacitySupported;
import org.apache.spark.streaming.flume.sink.internal.guard.SinkLog;

/** What the engine has to know of the kind of channel that it takes from. Thread-safe. */
public final class ChannelTraits {

  private static final Duration FIRST_PROBE = Duration.ofMinutes(1);
  private static final Duration LAST_PROBE = Duration.ofHours(1);

  private final SinkLog log;
  private final LongSupplier clock;
  private final boolean takeInterruptible;
  private final MemoryRoom room;
  private final boolean capacityTold;
  private volatile int capacity;
  private volatile long probeAt;
  private Duration untilProbe = FIRST_PROBE;
  private int suspected;

  private ChannelTraits(
      SinkLog log,
      LongSupplier clock,
      boolean takeInterruptible,
      MemoryRoom room,
      boolean capacityTold,
      int capacity) {
    this.log = log;
    this.clock = clock;
    this.takeInterruptible = takeInterruptible;
    this.room = room;
    this.capacityTold = capacityTold;
    this.capacity = capacity;
  }

  /**
   * Looks at a channel, and warns if it can't keep what a sink promises.
   *
   * @param clock nanoseconds, monotonic
   */
  public static ChannelTraits of(Channel channel, String sinkName, LongSupplier clock) {
    SinkLog log = SinkLog.of(ChannelTraits.class, sinkName);
    if (channel instanceof PseudoTxnMemoryChannel) {
      log.warn(
          "channel {} has no transactions: a batch that is not acknowledged is lost",
          channel.getName());
    }
    boolean told = channel instanceof TransactionCapacitySupported;
    long capacity =
        told
            ? ((TransactionCapacitySupported) channel).getTransactionCapacity()
            : Integer.MAX_VALUE;
    // Only MemoryChannel is known to wait in take() and to bear an interrupt there: it answers
    // null. Any other channel may be inside file or database I/O, which an interrupt breaks.
    return new ChannelTraits(
        log,
        clock,
        channel instanceof MemoryChannel,
        MemoryRoom.of(channel),
        told,
        (int) Math.max(1, Math.min(Integer.MAX_VALUE, capacity)));
  }

  public boolean takeInterruptible() {
    return takeInterruptible;
  }

  /** Whether no event can come before a transaction is committed; false if that is not known. */
  boolean isUsedUp() {
    return room.isUsedUp();
  }

  /** Whether a take is so short that threads which take at the same time hold each other up. */
  public boolean takesContend() {
    return takeInterruptible;
  }

  /** Takes that one transaction can hold, as far as is known. */
  public int capacity() {
    if (!capacityTold && capacity != Integer.MAX_VALUE && clock.getAsLong() - probeAt >= 0) {
      probe();
    }
    return capacity;
  }

  /**
   * What was learned may have been a bad moment's: after a while it is forgotten, so that batches
   * grow until the channel refuses again.
   */
  private synchronized void probe() {
    capacity = Integer.MAX_VALUE;
    suspected = 0;
  }

  /**
   * Learns from a take that failed after others had succeeded. A channel that does not tell its
   * capacity shows it in this way: with an exception that has no cause. The transaction must still
   * be rolled back, not delivered as it is: a channel may have counted the failed take's event as
   * taken (FileChannel does), and the commit would then lose it.
   *
   * @param taken takes that succeeded in the transaction
   * @return whether it is worth taking again at once, up to the capacity learned
   */
  public synchronized boolean learnCapacity(int taken, Throwable failure) {
    if (capacityTold || taken == 0 || !isChannelException(failure) || failure.getCause() != null) {
      return false;
    }
    if (suspected != taken) {
      // Perhaps it was only a bad moment: a capacity shows itself at the same take again.
      boolean first = suspected == 0;
      suspected = taken;
      return first;
    }
    log.warn(
        "the channel refused more than {} takes in one transaction; batches are capped at that for"
            + " {} s",
        taken,
        untilProbe.toSeconds());
    capacity = taken;
    probeAt = clock.getAsLong() + untilProbe.toNanos();
    Duration twice = untilProbe.multipliedBy(2);
    untilProbe = twice.compareTo(LAST_PROBE) < 0 ? twice : LAST_PROBE;
    return true;
  }

  /** By its name: the class has another package in Flume after 1.11. */
  private static boolean isChannelException(Throwable failure) {
    for (Class<?> type = failure.getClass(); type != null; type = type.getSuperclass()) {
      if (type.getSimpleName().equals("ChannelException")) {
        return true;
      }
    }
    return false;
  }
}
