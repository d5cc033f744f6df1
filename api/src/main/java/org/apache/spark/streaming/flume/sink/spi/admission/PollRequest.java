package org.apache.spark.streaming.flume.sink.spi.admission;

import java.net.InetSocketAddress;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A client's call of {@code getEventBatch}. Immutable; the object that was admitted is the one that
 * {@link BatchOutcome#poll()} returns, so it can serve as a key (by identity).
 */
@ProviderType
public interface PollRequest {

  /**
   * What the client asked for.
   *
   * @return the call's {@code n}, at least 1
   */
  int requestedEvents();

  /**
   * What the sink would give at the most: {@code n}, capped by the sink's {@code batch-size} and
   * the channel's transaction capacity. Limits above it are cut to it.
   *
   * @return at least 1
   */
  int maxEvents();

  /**
   * Who asks.
   *
   * @return the peer's IP address and port as text, {@code 192.0.2.1:40012} or {@code
   *     [2001:db8:0:0:0:0:0:1]:40012}, so that the last colon parts them; the same for all polls of
   *     one connection
   */
  String client();

  /**
   * Who asks, for policies that count by host or by network.
   *
   * @return the peer's IP address, without a host name, and port; equal for all polls of one
   *     connection
   */
  default InetSocketAddress clientAddress() {
    return ClientAddress.parse(client());
  }

  /**
   * The connection on which the poll came.
   *
   * @return a number that no other connection of this sink has, as long as the sink runs
   */
  long connection();

  /**
   * When the poll arrived.
   *
   * @return nanoseconds on the clock of {@link
   *     org.apache.spark.streaming.flume.sink.spi.ExtensionContext#nanoClock()}
   */
  long arrivedNanos();
}
