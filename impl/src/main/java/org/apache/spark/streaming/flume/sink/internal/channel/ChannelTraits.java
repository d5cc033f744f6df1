package org.apache.spark.streaming.flume.sink.internal.channel;

import org.apache.flume.Channel;
import org.apache.flume.ChannelException;
import org.apache.flume.channel.MemoryChannel;
import org.apache.flume.channel.PseudoTxnMemoryChannel;
import org.apache.flume.conf.TransactionCapacitySupported;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the engine has to know of the kind of channel that it takes from. Thread-safe. */
public final class ChannelTraits {

  private static final Logger LOG = LoggerFactory.getLogger(ChannelTraits.class);

  private final boolean takeInterruptible;
  private final boolean capacityTold;
  private volatile int capacity;
  private int suspected;

  private ChannelTraits(boolean takeInterruptible, boolean capacityTold, int capacity) {
    this.takeInterruptible = takeInterruptible;
    this.capacityTold = capacityTold;
    this.capacity = capacity;
  }

  public static ChannelTraits of(Channel channel) {
    if (channel instanceof PseudoTxnMemoryChannel) {
      LOG.warn(
          "Channel {} has no transactions: a batch that is not acknowledged is lost",
          channel.getName());
    }
    boolean told = channel instanceof TransactionCapacitySupported;
    int capacity =
        told
            ? (int)
                Math.min(
                    Integer.MAX_VALUE,
                    ((TransactionCapacitySupported) channel).getTransactionCapacity())
            : Integer.MAX_VALUE;
    // Only MemoryChannel is known to wait in take() and to bear an interrupt there: it answers
    // null.
    // Any other channel may be inside file or database I/O, which an interrupt breaks.
    return new ChannelTraits(channel instanceof MemoryChannel, told, Math.max(1, capacity));
  }

  public boolean takeInterruptible() {
    return takeInterruptible;
  }

  /** Takes that one transaction can hold. */
  public int capacity() {
    return capacity;
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
    if (capacityTold
        || taken == 0
        || !(failure instanceof ChannelException)
        || failure.getCause() != null) {
      return false;
    }
    if (suspected != taken) {
      // Perhaps it was only a bad moment: a capacity shows itself at the same take again.
      boolean first = suspected == 0;
      suspected = taken;
      return first;
    }
    LOG.warn(
        "The channel refused more than {} takes in one transaction; batches are capped at that",
        taken);
    capacity = Math.min(capacity, taken);
    return true;
  }
}
