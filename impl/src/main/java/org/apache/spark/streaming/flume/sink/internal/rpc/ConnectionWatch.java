package org.apache.spark.streaming.flume.sink.internal.rpc;

import io.netty.channel.ChannelOutboundBuffer;
import java.time.Duration;

/**
 * Finds out when a connection has kept the sink waiting for too long. It is looked at now and then,
 * so that a request costs no timer. Used on the connection's I/O thread.
 */
final class ConnectionWatch {

  /** Something that lasts, and since when. */
  private static final class Phase {
    private boolean on;
    private long since;

    boolean lastsTooLong(boolean now, long nanos, Duration limit) {
      if (!now || !on) {
        on = now;
        since = nanos;
      }
      return on && !limit.isZero() && nanos - since >= limit.toNanos();
    }

    void end() {
      on = false;
    }
  }

  private final ConnectionLimits limits;
  private final Phase silent = new Phase();
  private final Phase shakingHands = new Phase();
  private final Phase inFrame = new Phase();
  private final Phase stalled = new Phase();
  private final Phase idle = new Phase();
  private int lastWrite;
  private long lastProgress;

  ConnectionWatch(ConnectionLimits limits) {
    this.limits = limits;
  }

  /** A whole request has come. */
  void requestRead() {
    inFrame.end();
    idle.end();
  }

  /** A request was answered: from now on the client may be busy with the answer. */
  void answered() {
    idle.end();
  }

  /**
   * What the client has not done in time.
   *
   * @param heard whether it has sent anything yet
   * @param midFrame whether a request has begun and not ended, and the sink wants to read the rest
   * @param out replies that wait for the client to read; null if the connection is closed
   * @return what to log; null if it is in time
   */
  String overdue(
      long nanos, boolean heard, boolean handshaken, boolean midFrame, ChannelOutboundBuffer out) {
    if (silent.lastsTooLong(!heard, nanos, limits.silent())) {
      return "it sent nothing for " + text(limits.silent());
    }
    if (shakingHands.lastsTooLong(heard && !handshaken, nanos, limits.handshake())) {
      return "it did not complete its handshake within " + text(limits.handshake());
    }
    if (inFrame.lastsTooLong(midFrame, nanos, limits.frame())) {
      return "it did not end its request within " + text(limits.frame());
    }
    if (stalled.lastsTooLong(!hasProgress(out), nanos, limits.stalled())) {
      return "it did not read its replies for " + text(limits.stalled());
    }
    return null;
  }

  /** Whether the last look saw less of the waiting replies written, or there are none. */
  private boolean hasProgress(ChannelOutboundBuffer out) {
    if (out == null || out.isEmpty()) {
      lastWrite = 0;
      return true;
    }
    int write = System.identityHashCode(out.current());
    long progress = out.currentProgress();
    boolean moved = write != lastWrite || progress != lastProgress;
    lastWrite = write;
    lastProgress = progress;
    return moved;
  }

  /**
   * Whether the connection has been of no use for too long.
   *
   * @param waiting whether nobody owes anybody anything on it
   */
  boolean isIdleTooLong(long nanos, boolean waiting) {
    return idle.lastsTooLong(waiting, nanos, limits.idle());
  }

  private static String text(Duration limit) {
    return limit.toMillis() % 1000 == 0 ? limit.toSeconds() + " s" : limit.toMillis() + " ms";
  }
}
