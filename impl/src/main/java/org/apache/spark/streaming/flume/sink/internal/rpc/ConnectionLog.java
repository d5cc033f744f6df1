package org.apache.spark.streaming.flume.sink.internal.rpc;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.spark.streaming.flume.sink.internal.guard.LimitedLog;
import org.apache.spark.streaming.flume.sink.internal.guard.SinkLog;
import org.slf4j.event.Level;

/**
 * What is told of connections. Failures are counted, each of them; there is at most a line a second
 * of each kind in the log, since anybody who reaches the port can cause it, in a loop if he likes.
 * Thread-safe; never throws.
 */
final class ConnectionLog {

  private final SinkLog log;
  private final ConnectionObserver observer;
  private final LimitedLog came;
  private final LimitedLog left;
  private final LimitedLog idle;
  private final LimitedLog refused;
  private final LimitedLog denied;
  private final LimitedLog misbehaved;
  private final LimitedLog failed;
  private final LimitedLog shared;

  ConnectionLog(String sinkName, ConnectionObserver observer, LongSupplier nanoClock) {
    this.log = SinkLog.of(ConnectionLog.class, sinkName);
    this.observer = observer;
    this.came = new LimitedLog(log, Level.INFO, LimitedLog.A_SECOND, nanoClock);
    this.left = new LimitedLog(log, Level.INFO, LimitedLog.A_SECOND, nanoClock);
    this.idle = new LimitedLog(log, Level.INFO, LimitedLog.A_SECOND, nanoClock);
    this.refused = new LimitedLog(log, Level.WARN, LimitedLog.A_SECOND, nanoClock);
    this.denied = new LimitedLog(log, Level.WARN, LimitedLog.A_SECOND, nanoClock);
    this.misbehaved = new LimitedLog(log, Level.WARN, LimitedLog.A_SECOND, nanoClock);
    this.failed = new LimitedLog(log, Level.ERROR, LimitedLog.A_SECOND, nanoClock);
    this.shared = new LimitedLog(log, Level.WARN, LimitedLog.A_SECOND, nanoClock);
  }

  private List<LimitedLog> all() {
    return List.of(came, left, idle, refused, denied, misbehaved, failed, shared);
  }

  /** Writes what was held back, if its time has come. */
  void tellHeldBack(long now) {
    all().forEach(line -> line.fire(now));
  }

  /** Writes all that was held back. */
  void end() {
    all().forEach(LimitedLog::end);
  }

  /** A client completed its handshake. */
  void came(String peer, int open) {
    came.write("client {} connected; {} connections are open", peer, open);
  }

  /** A client that had completed its handshake left, or the sink stopped. */
  void left(String peer, int open) {
    left.write("client {} disconnected; {} connections are open", peer, open);
  }

  void idle(String peer, Duration limit) {
    idle.write(
        "closing the connection from {}: it was idle for {} s", peer, limit.toMillis() / 1000.0);
  }

  void refused(SocketAddress peer, int limit) {
    observer.failed();
    refused.write("refused a connection from {}: {} are open, the limit", text(peer), limit);
  }

  /** The rules don't let a peer in. */
  void denied(SocketAddress peer, String reason) {
    observer.failed();
    denied.write("ipFilterRules deny a connection from {}: {}", text(peer), reason);
  }

  /** A client broke the protocol, or a limit. */
  void misbehaved(String peer, String reason) {
    observer.failed();
    // A client may have chosen the words: they must not break the log's lines.
    misbehaved.write(
        "closing the connection from {}: {}", peer, reason.replaceAll("\\p{Cntrl}", "?"));
  }

  /** The network failed, or a client was killed. */
  void broke(String peer, Throwable cause) {
    observer.failed();
    log.debug("the connection from {} broke", peer, cause);
  }

  /** The sink failed. */
  void failed(String peer, Throwable cause) {
    observer.failed();
    failed.write("closing the connection from {} because of a failure", peer, cause);
  }

  /** Another reader came. */
  void shared(int readers, String all) {
    shared.write(
        "{} readers share this sink, and each gets a part of the events only: {}. To give all"
            + " events to each, copy them to a channel and a sink for each",
        readers,
        all);
  }

  /** Address and port, without the name that somebody may have asked for meanwhile. */
  static String text(SocketAddress peer) {
    return String.valueOf(peer).replaceFirst("^[^/]*/", "");
  }
}
