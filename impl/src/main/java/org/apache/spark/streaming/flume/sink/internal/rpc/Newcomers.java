package org.apache.spark.streaming.flume.sink.internal.rpc;

import io.netty.channel.Channel;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Connections on their way from the accept to the handlers that serve them. Where memory ends on
 * that way, closing the connection may fail as well, and its client would wait for ever: it is
 * closed from here. Thread-safe.
 */
final class Newcomers {

  /** Longer than the names of a peer may be looked for. */
  private static final Duration LONGEST = Gate.LONGEST_LOOKUP.multipliedBy(3);

  private final Map<Channel, Long> since = new ConcurrentHashMap<>();

  void add(Channel channel, long nanos) {
    since.put(channel, nanos);
  }

  /** Closes those that are not served after so long a time. */
  void closeLost(long nanos) {
    since.forEach(
        (channel, began) -> {
          if (nanos - began > LONGEST.toNanos()) {
            since.remove(channel);
            if (channel.isOpen() && channel.pipeline().get(Connection.class) == null) {
              Acceptor.closeSocket(channel);
            }
          }
        });
  }
}
