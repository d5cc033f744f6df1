package io.github.flumespark.sql;

import io.github.flumespark.client.SinkAddress;
import io.github.flumespark.client.SinkClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The connections that an executor's JVM keeps from one micro-batch to the next: to make one takes
 * longer than many a batch, with TLS above all. Those that nobody has used for a while are closed.
 * Thread-safe.
 */
final class ConnectionPool {

  /** Shorter than any sink's idle-timeout; longer than the pause between two micro-batches. */
  private static final Duration KEEP = Duration.ofSeconds(30);

  private static final ConnectionPool SHARED = new ConnectionPool(KEEP);

  private final Duration keep;
  private final Map<Key, Deque<Connection>> idle = new HashMap<>();
  private final ScheduledThreadPoolExecutor timer;

  private record Key(SinkAddress sink, Map<String, String> options) {}

  ConnectionPool(Duration keep) {
    this.keep = keep;
    this.timer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "flume-source-timer");
              thread.setDaemon(true);
              return thread;
            });
    timer.setRemoveOnCancelPolicy(true);
    // An executor that no longer reads from Flume keeps no thread for it.
    timer.setKeepAliveTime(10, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
  }

  /** The one of this JVM. */
  static ConnectionPool shared() {
    return SHARED;
  }

  /** Takes one that is there; null if none is. */
  synchronized Connection takeIdle(SinkAddress sink, FlumeOptions options) {
    Deque<Connection> connections = idle.get(new Key(sink, options.connectionOptions()));
    Connection connection = connections == null ? null : connections.pollLast();
    if (connection != null) {
      connection.expiry.cancel(false);
    }
    return connection;
  }

  /** Makes a new one. */
  Connection connect(SinkAddress sink, FlumeOptions options) throws IOException {
    return new Connection(
        new Key(sink, options.connectionOptions()), SinkClient.connect(sink, options.client()));
  }

  private synchronized void putIdle(Connection connection) {
    idle.computeIfAbsent(connection.key, key -> new ArrayDeque<>()).addLast(connection);
    connection.expiry =
        timer.schedule(() -> expire(connection), keep.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void expire(Connection connection) {
    boolean unused;
    synchronized (this) {
      Deque<Connection> connections = idle.get(connection.key);
      unused = connections != null && connections.remove(connection);
      if (unused && connections.isEmpty()) {
        idle.remove(connection.key);
      }
    }
    if (unused) {
      connection.client.close();
    }
  }

  /** A connection in use. Given back or discarded, once. */
  final class Connection {

    private final Key key;
    private final SinkClient client;
    private ScheduledFuture<?> expiry;

    private Connection(Key key, SinkClient client) {
      this.key = key;
      this.client = client;
    }

    SinkClient client() {
      return client;
    }

    /** Keeps it for the next user. Nothing may be open on it. */
    void giveBack() {
      putIdle(this);
    }

    void discard() {
      client.close();
    }
  }
}
