package io.github.flumespark.sql.read;

import io.github.flumespark.client.ClientSettings;
import io.github.flumespark.client.EventBatch;
import io.github.flumespark.client.SinkAddress;
import io.github.flumespark.client.SinkClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections that an executor's JVM keeps from one micro-batch to the next: to make one takes
 * longer than many a batch, with TLS above all. Those that nobody has used for a while are closed.
 * Thread-safe.
 */
public final class ConnectionPool {

  /** Shorter than any sink's idle-timeout; longer than the pause between two micro-batches. */
  private static final Duration KEEP = Duration.ofSeconds(30);

  /** How often it is seen whether a poll that was left waiting has brought something. */
  private static final Duration LOOK_AFTER = Duration.ofMillis(100);

  private static final Logger LOG = LoggerFactory.getLogger(ConnectionPool.class);
  private static final ConnectionPool SHARED = new ConnectionPool(KEEP);

  private final Duration keep;
  private final Map<Key, Deque<Connection>> idle = new HashMap<>();
  private final ScheduledThreadPoolExecutor timer;

  private record Key(SinkAddress sink, ClientSettings settings) {}

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
  public static ConnectionPool shared() {
    return SHARED;
  }

  /** Takes one that is there, one with a poll on its way first; null if none is. */
  synchronized Connection takeIdle(SinkAddress sink, ClientSettings settings) {
    Deque<Connection> connections = idle.get(new Key(sink, settings));
    if (connections == null) {
      return null;
    }
    Connection taken = null;
    for (Iterator<Connection> all = connections.descendingIterator(); all.hasNext(); ) {
      Connection connection = all.next();
      if (taken == null || connection.polling) {
        taken = connection;
      }
    }
    remove(taken);
    return taken;
  }

  /** Makes a new one. */
  Connection connect(SinkAddress sink, ClientSettings settings) throws IOException {
    return new Connection(new Key(sink, settings), SinkClient.connect(sink, settings));
  }

  private synchronized void putIdle(Connection connection) {
    idle.computeIfAbsent(connection.key, key -> new ArrayDeque<>()).addLast(connection);
    Runnable task = connection.polling ? () -> lookAfter(connection) : () -> expire(connection);
    Duration delay = connection.polling ? LOOK_AFTER : keep;
    connection.due = timer.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Whether it was there. */
  private synchronized boolean remove(Connection connection) {
    Deque<Connection> connections = idle.get(connection.key);
    boolean removed = connections != null && connections.remove(connection);
    if (removed) {
      connection.due.cancel(false);
      if (connections.isEmpty()) {
        idle.remove(connection.key);
      }
    }
    return removed;
  }

  private void expire(Connection connection) {
    if (remove(connection)) {
      connection.client.close();
    }
  }

  /**
   * Gives back what a poll has brought that was left waiting and that no task wants: held by this
   * executor, it could not be read by any.
   */
  private void lookAfter(Connection connection) {
    if (!remove(connection)) {
      return;
    }
    boolean kept = false;
    try {
      if (connection.client.awaitAnswer(Duration.ofMillis(1))) {
        EventBatch batch = connection.client.finishPoll();
        if (batch.needsAck()) {
          connection.client.nack(batch.sequenceNumber());
        }
        connection.polling = false;
      }
      putIdle(connection);
      kept = true;
    } catch (IOException e) {
      LOG.debug("A connection to {} ended while a poll waited", connection.key.sink, e);
    } finally {
      if (!kept) {
        connection.client.close();
      }
    }
  }

  /** A connection in use. Given back or discarded, once. */
  final class Connection {

    private final Key key;
    private final SinkClient client;
    private ScheduledFuture<?> due;
    private boolean polling;

    private Connection(Key key, SinkClient client) {
      this.key = key;
      this.client = client;
    }

    SinkClient client() {
      return client;
    }

    /** Whether a poll is on its way that another user has left waiting: it is the caller's now. */
    boolean takePoll() {
      boolean left = polling;
      polling = false;
      return left;
    }

    /** Keeps it for the next user. Nothing may be open on it. */
    void giveBack() {
      polling = false;
      putIdle(this);
    }

    /** Keeps it for the next user, with a poll that waits. */
    void leavePolling() {
      polling = true;
      putIdle(this);
    }

    void discard() {
      client.close();
    }
  }
}
