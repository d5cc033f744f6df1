package org.apache.spark.streaming.flume.sink.internal.rpc;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.spark.streaming.flume.sink.internal.guard.LogLimit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is told of connections. Failures are counted, each of them; there is at most a line a second
 * of each kind in the log, since anybody who reaches the port can cause it, in a loop if he likes.
 * Thread-safe.
 */
final class ConnectionLog {

  private static final Logger LOG = LoggerFactory.getLogger(SinkServer.class);
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(1);

  private final String sinkName;
  private final ConnectionObserver observer;
  private final LogLimit came;
  private final LogLimit left;
  private final LogLimit idle;
  private final LogLimit refused;
  private final LogLimit denied;
  private final LogLimit misbehaved;
  private final LogLimit failed;

  ConnectionLog(String sinkName, ConnectionObserver observer, LongSupplier nanoClock) {
    this.sinkName = sinkName;
    this.observer = observer;
    this.came = new LogLimit(BETWEEN_LINES, nanoClock);
    this.left = new LogLimit(BETWEEN_LINES, nanoClock);
    this.idle = new LogLimit(BETWEEN_LINES, nanoClock);
    this.refused = new LogLimit(BETWEEN_LINES, nanoClock);
    this.denied = new LogLimit(BETWEEN_LINES, nanoClock);
    this.misbehaved = new LogLimit(BETWEEN_LINES, nanoClock);
    this.failed = new LogLimit(BETWEEN_LINES, nanoClock);
  }

  /** A client completed its handshake. */
  void came(String peer, int open) {
    long times = came.note();
    if (times > 0) {
      LOG.info(
          "Sink {}: client {} connected; {} connections are open{}",
          sinkName,
          peer,
          open,
          more(times));
    }
  }

  /** A client that had completed its handshake left, or the sink stopped. */
  void left(String peer, int open) {
    long times = left.note();
    if (times > 0) {
      LOG.info(
          "Sink {}: client {} disconnected; {} connections are open{}",
          sinkName,
          peer,
          open,
          more(times));
    }
  }

  void idle(String peer, Duration limit) {
    long times = idle.note();
    if (times > 0) {
      LOG.info(
          "Sink {}: closing the connection from {}: it was idle for {} s{}",
          sinkName,
          peer,
          limit.toMillis() / 1000.0,
          more(times));
    }
  }

  void refused(SocketAddress peer, int limit) {
    observer.failed();
    long times = refused.note();
    if (times > 0) {
      LOG.warn(
          "Sink {}: refused a connection from {}: {} are open, the limit{}",
          sinkName,
          text(peer),
          limit,
          more(times));
    }
  }

  /** The rules don't let a peer in. */
  void denied(SocketAddress peer) {
    observer.failed();
    long times = denied.note();
    if (times > 0) {
      LOG.warn(
          "Sink {}: ipFilterRules deny a connection from {}{}", sinkName, text(peer), more(times));
    }
  }

  /** A client broke the protocol, or a limit. */
  void misbehaved(String peer, String reason) {
    observer.failed();
    long times = misbehaved.note();
    if (times > 0) {
      LOG.warn(
          "Sink {}: closing the connection from {}: {}{}",
          sinkName,
          peer,
          // A client may have chosen the words: they must not break the log's lines.
          reason.replaceAll("\\p{Cntrl}", "?"),
          more(times));
    }
  }

  /** The network failed, or a client was killed. */
  void broke(String peer, Throwable cause) {
    observer.failed();
    LOG.debug("Sink {}: the connection from {} broke", sinkName, peer, cause);
  }

  /** The sink failed. */
  void failed(String peer, Throwable cause) {
    observer.failed();
    long times = failed.note();
    if (times > 0) {
      LOG.error(
          "Sink {}: closing the connection from {} because of a failure{}",
          sinkName,
          peer,
          more(times),
          cause);
    }
  }

  /** Address and port, without the name that somebody may have asked for meanwhile. */
  static String text(SocketAddress peer) {
    return String.valueOf(peer).replaceFirst("^[^/]*/", "");
  }

  private static String more(long times) {
    return times == 1 ? "" : " (" + times + " times since the last such line)";
  }
}
