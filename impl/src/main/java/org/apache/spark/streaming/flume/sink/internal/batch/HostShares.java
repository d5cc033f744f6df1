package org.apache.spark.streaming.flume.sink.internal.batch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Whose turn it is: the host with the fewest open batches among those that wait, and of these the
 * one that has waited longest. So whoever comes waits for the next transaction that ends, however
 * many connections another host has; one host alone gets all. Polls are judged in that order too:
 * who is not judged can't be served.
 *
 * <p>Guarded by its owner's lock.
 *
 * @param <S> what a host has: its connections
 */
final class HostShares<S> {

  /** One host that has connections. */
  static final class Host<S> {

    private final Object address;
    private final Spot<S> toJudge = new Spot<>(this);
    private final Spot<S> toServe = new Spot<>(this);
    private int connections;
    private int openBatches;

    private Host(Object address) {
      this.address = address;
    }
  }

  /** A host's spot in a line, and its connections that wait there. */
  private static final class Spot<S> {

    private final Host<S> host;
    private final Ring.Node<Spot<S>> turn = new Ring.Node<>(this);
    private final Ring<S> ready = new Ring<>();

    Spot(Host<S> host) {
      this.host = host;
    }
  }

  /** Where hosts wait that have something to be done for them. */
  final class Line {

    private final Function<Host<S>, Spot<S>> spotOf;

    /** The hosts that wait, by the number of their open batches. */
    private final List<Ring<Spot<S>>> levels = new ArrayList<>();

    private Line(int mostOpen, Function<Host<S>, Spot<S>> spotOf) {
      this.spotOf = spotOf;
      for (int i = 0; i <= mostOpen; i++) {
        levels.add(new Ring<>());
      }
    }

    /** A connection waits: last of its host's, if it isn't among them yet. */
    void add(Host<S> host, Ring.Node<S> connection) {
      if (!connection.isIn()) {
        Spot<S> spot = spotOf.apply(host);
        spot.ready.addLast(connection);
        refresh(spot);
      }
    }

    /** The same, but first. */
    void addFirst(Host<S> host, Ring.Node<S> connection) {
      Spot<S> spot = spotOf.apply(host);
      spot.ready.addFirst(connection);
      refresh(spot);
    }

    /** A connection does not wait. */
    void remove(Host<S> host, Ring.Node<S> connection) {
      connection.remove();
      refresh(spotOf.apply(host));
    }

    private void refresh(Spot<S> spot) {
      if (spot.ready.isEmpty()) {
        spot.turn.remove();
      } else if (!spot.turn.isIn()) {
        levelOf(spot).addLast(spot.turn);
      }
    }

    /** A host has had its turn, or its number of open batches has changed: last of its equals. */
    void move(Host<S> host) {
      Spot<S> spot = spotOf.apply(host);
      if (spot.turn.isIn()) {
        levelOf(spot).addLast(spot.turn);
      }
    }

    private Ring<Spot<S>> levelOf(Spot<S> spot) {
      return levels.get(Math.min(spot.host.openBatches, levels.size() - 1));
    }

    /** The connection whose turn it is; null if none waits. */
    S first() {
      for (int i = 0; i < levels.size(); i++) {
        Spot<S> spot = levels.get(i).first();
        if (spot != null) {
          return spot.ready.first();
        }
      }
      return null;
    }
  }

  private final Map<Object, Host<S>> hosts = new HashMap<>();
  private final Line toJudge;
  private final Line toServe;

  /**
   * Makes shares.
   *
   * @param mostOpen how many batches can be open at once
   */
  HostShares(int mostOpen) {
    toJudge = new Line(mostOpen, host -> host.toJudge);
    toServe = new Line(mostOpen, host -> host.toServe);
  }

  /** Of those that have a poll to be judged. */
  Line toJudge() {
    return toJudge;
  }

  /** Of those that have a poll to be served. */
  Line toServe() {
    return toServe;
  }

  /** A host's new connection. */
  Host<S> join(Object address) {
    Host<S> host = hosts.computeIfAbsent(address, Host::new);
    host.connections++;
    return host;
  }

  /** A connection that has ended, and waits nowhere any more. */
  void leave(Host<S> host) {
    host.connections--;
    forgetIfGone(host);
  }

  private void forgetIfGone(Host<S> host) {
    if (host.connections == 0 && host.openBatches == 0) {
      hosts.remove(host.address, host);
    }
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

  private void move(Host<S> host) {
    toJudge.move(host);
    toServe.move(host);
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
