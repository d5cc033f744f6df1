package org.apache.spark.streaming.flume.sink.internal.channel;

import java.util.concurrent.Semaphore;
import org.apache.flume.Channel;
import org.apache.flume.channel.MemoryChannel;

/**
 * Whether a memory channel can give any more before a transaction is committed. An event that was
 * taken keeps its place until then: with all that there is room for in open batches, no event can
 * be put, and to wait for one is in vain. Flume's default channel has room for 100. Thread-safe,
 * and never waits.
 */
final class MemoryRoom {

  private final Semaphore stored;
  private final Semaphore remaining;

  private MemoryRoom(Semaphore stored, Semaphore remaining) {
    this.stored = stored;
    this.remaining = remaining;
  }

  /** That of a channel of another kind is never used up. */
  static MemoryRoom of(Channel channel) {
    return new MemoryRoom(semaphore("queueStored", channel), semaphore("queueRemaining", channel));
  }

  private static Semaphore semaphore(String name, Channel channel) {
    return channel instanceof MemoryChannel
            && ChannelGauge.valueOf(ChannelGauge.open(MemoryChannel.class, name), channel)
                instanceof Semaphore semaphore
        ? semaphore
        : null;
  }

  /** Whether nothing is there to take, and nothing, or not what waits, can be put. */
  boolean isUsedUp() {
    return stored != null
        && remaining != null
        && stored.availablePermits() == 0
        && (remaining.availablePermits() == 0 || remaining.hasQueuedThreads());
  }
}
