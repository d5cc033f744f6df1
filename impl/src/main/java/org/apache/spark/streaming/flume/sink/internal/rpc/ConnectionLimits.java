package org.apache.spark.streaming.flume.sink.internal.rpc;

import java.time.Duration;

/**
 * How long a connection may keep the sink waiting, and for how much.
 *
 * @param handshake from a client's first byte to the end of its handshake
 * @param frame from a request's first byte to its last
 * @param stalled without a byte of a waiting reply being read
 * @param idle without a request, while none is unanswered; zero for no limit
 * @param silent before a client's first byte
 * @param calls unanswered calls of one connection
 * @param callsWhenCrowded the same while the sink as a whole holds many
 */
record ConnectionLimits(
    Duration handshake,
    Duration frame,
    Duration stalled,
    Duration idle,
    Duration silent,
    int calls,
    int callsWhenCrowded) {

  /** Requests are small, so a client that has begun one has it ready. */
  private static final Duration REQUEST = Duration.ofSeconds(30);

  private static final Duration SILENT = Duration.ofMinutes(10);

  /** Spark's clients have one call at a time; this is for those that share a connection. */
  private static final int CALLS = 1024;

  private static final int CALLS_WHEN_CROWDED = 16;

  /**
   * The limits for a sink. None is shorter than the transaction timeout where a client may be busy
   * with a batch, or may still have to read one.
   *
   * <p>A client that has sent nothing yet is treated as an idle one: Spark 2.4 opens its
   * connections to all sinks at once, uses them in turn, and never opens another.
   */
  static ConnectionLimits of(RpcSettings settings) {
    Duration transaction = settings.transactionTimeout();
    Duration idle =
        settings.idleTimeout().isZero()
            ? Duration.ZERO
            : longer(settings.idleTimeout(), transaction);
    return new ConnectionLimits(
        REQUEST,
        REQUEST,
        longer(REQUEST, transaction),
        idle,
        idle.isZero() ? SILENT : idle,
        CALLS,
        CALLS_WHEN_CROWDED);
  }

  /** The time between two looks at a connection: short enough to keep to all limits nearly. */
  Duration lookEvery() {
    Duration shortest = silent;
    for (Duration limit : new Duration[] {handshake, frame, stalled}) {
      shortest = limit.compareTo(shortest) < 0 ? limit : shortest;
    }
    return shortest.dividedBy(4);
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
