package org.apache.spark.streaming.flume.sink.internal.rpc;

import io.netty.channel.Channel;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds connections that nobody looks after. Where memory ends between the accept and the first
 * look, or when the next look is scheduled, closing the connection may fail as well, and its client
 * would wait for ever: it is closed from here. Any thread adds; one looks.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the socket is closed all the same
final class LostConnections {

  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);

  /** More than the names of a new peer may be looked for. */
  private static final Duration GRACE = Gate.LONGEST_LOOKUP.plusSeconds(1);

  private final long longestNanos;
  private final Map<Channel, Long> since = new ConcurrentHashMap<>();
  private long lookedAt;

  /**
   * For connections of one kind.
   *
   * @param lookEvery the time between two looks of a connection at itself
   */
  LostConnections(Duration lookEvery) {
    longestNanos = lookEvery.multipliedBy(2).plus(GRACE).toNanos();
  }

  void add(Channel channel, long nanos) {
    since.put(channel, nanos);
  }

  /** Closes those at which nobody has looked for too long. */
  void close(long nanos) {
    if (nanos - lookedAt < BETWEEN_LOOKS.toNanos()) {
      return;
    }
    lookedAt = nanos;
    since.forEach(
        (channel, added) -> {
          if (!channel.isOpen()) {
            since.remove(channel);
          } else if (nanos - added > longestNanos && isLost(channel, nanos)) {
            end(channel);
          }
        });
  }

  private boolean isLost(Channel channel, long nanos) {
    Connection connection = channel.pipeline().get(Connection.class);
    return connection == null || nanos - connection.lookedAt() > longestNanos;
  }

  private void end(Channel channel) {
    try {
      // So that Netty and whoever counts hear of it.
      channel.close();
    } finally {
      Acceptor.closeSocket(channel);
    }
  }
}
