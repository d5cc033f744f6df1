package io.github.flumespark.monitor;

import java.util.LinkedHashSet;
import java.util.Set;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.HttpConnection;

/**
 * Keeps the number of connections within a limit: a new one takes the place of the oldest that has
 * no request to be answered. Jetty's own limit stops to accept instead, and whoever comes then
 * waits for the operating system to try again, which may take a minute. Thread-safe.
 */
final class NewestConnections implements Connection.Listener {

  private final int limit;

  // Guarded by this. The oldest first.
  private final Set<Connection> open = new LinkedHashSet<>();

  NewestConnections(int limit) {
    this.limit = limit;
  }

  @Override
  public void onOpened(Connection connection) {
    Connection leaving = null;
    synchronized (this) {
      if (open.size() >= limit) {
        leaving = oldest();
        open.remove(leaving);
      }
      open.add(connection);
    }
    if (leaving != null) {
      leaving.getEndPoint().close();
    }
  }

  private Connection oldest() {
    return open.stream()
        .filter(NewestConnections::isIdle)
        .findFirst()
        .orElseGet(() -> open.iterator().next());
  }

  private static boolean isIdle(Connection connection) {
    return connection instanceof HttpConnection http && http.getHttpChannel().getState().isIdle();
  }

  @Override
  public synchronized void onClosed(Connection connection) {
    open.remove(connection);
  }
}
