package org.apache.spark.streaming.flume.sink.internal.batch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Whose turn it is: the host with the fewest open batches among those that have something to be
 * served, and of these the one that has waited longest. So whoever comes waits for the next
 * transaction that ends, however many connections another host has; one host alone gets all.
 *
 * <p>Guarded by its owner's lock.
 *
 * @param <S> what a host has to be served: its connections
 */
final class HostShares<S> {

  /** One host that has connections. */
  static final class Host<S> {

    private final Object address;
    private final Ring.Node<Host<S>> turn = new Ring.Node<>(this);
    private final Ring<S> ready = new Ring<>();
    private int connections;
    private int openBatches;

    private Host(Object address) {
      this.address = address;
    }
  }

  private final Map<Object, Host<S>> hosts = new HashMap<>();

  /** The hosts that have something to be served, by the number of their open batches. */
  private final List<Ring<Host<S>>> levels = new ArrayList<>();

  /**
   * Makes shares.
   *
   * @param mostOpen how many batches can be open at once
   */
  HostShares(int mostOpen) {
    for (int i = 0; i <= mostOpen; i++) {
      levels.add(new Ring<>());
    }
  }

  /** A host's new connection. */
  Host<S> join(Object address) {
    Host<S> host = hosts.computeIfAbsent(address, Host::new);
    host.connections++;
    return host;
  }

  /** A connection that has ended, and is not ready any more. */
  void leave(Host<S> host) {
    host.connections--;
    forgetIfGone(host);
  }

  private void forgetIfGone(Host<S> host) {
    if (host.connections == 0 && host.openBatches == 0) {
      hosts.remove(host.address, host);
    }
  }

  /** A connection has something to be served: last of its host's, if it isn't among them yet. */
  void ready(Host<S> host, Ring.Node<S> connection) {
    if (!connection.isIn()) {
      host.ready.addLast(connection);
      place(host);
    }
  }

  /** The same, but first. */
  void readyFirst(Host<S> host, Ring.Node<S> connection) {
    host.ready.addFirst(connection);
    place(host);
  }

  /** A connection has nothing to be served. */
  void notReady(Host<S> host, Ring.Node<S> connection) {
    connection.remove();
    place(host);
  }

  void opened(Host<S> host) {
    host.openBatches++;
    move(host);
  }

  void ended(Host<S> host) {
    host.openBatches--;
    move(host);
    forgetIfGone(host);
  }

  private void place(Host<S> host) {
    if (host.ready.isEmpty()) {
      host.turn.remove();
    } else if (!host.turn.isIn()) {
      levelOf(host).addLast(host.turn);
    }
  }

  private void move(Host<S> host) {
    if (host.turn.isIn()) {
      levelOf(host).addLast(host.turn);
    }
  }

  private Ring<Host<S>> levelOf(Host<S> host) {
    return levels.get(Math.min(host.openBatches, levels.size() - 1));
  }

  /** The connection whose turn it is; null if none has anything to be served. */
  S next() {
    for (int i = 0; i < levels.size(); i++) {
      Host<S> host = levels.get(i).first();
      if (host != null) {
        return host.ready.first();
      }
    }
    return null;
  }

  /** Open batches of the host that has most. */
  int mostOpen() {
    int most = 0;
    for (Host<S> host : hosts.values()) {
      most = Math.max(most, host.openBatches);
    }
    return most;
  }
}
