package org.apache.spark.streaming.flume.sink.internal.batch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.streaming.flume.sink.internal.batch.ClientSession.Ticket;

/**
 * What {@link WaitingPolls} is to do, said in the plainest way: lists, and a look at all of them
 * for each question. Turns are told by stamps: whoever gets a turn gets the next number, and the
 * lowest comes first.
 */
final class NaivePolls {

  static final class Host {
    final Object address;
    int open;
    long judgeTurn;
    long serveTurn;

    Host(Object address) {
      this.address = address;
    }
  }

  static final class Session {
    final ClientSession real;
    final Host host;
    final List<Ticket> arrived = new ArrayList<>();
    final List<Ticket> admitted = new ArrayList<>();
    Ticket judged;
    boolean closed;
    boolean writable = true;
    int unwritten;
    int reporting;
    boolean mayBeJudged;
    long judgeTurn;
    boolean ready;
    long readyTurn;

    Session(ClientSession real, Host host) {
      this.real = real;
      this.host = host;
    }
  }

  final List<Session> sessions = new ArrayList<>();
  final List<Host> hosts = new ArrayList<>();
  final List<Ticket> waiting = new ArrayList<>();
  private long lastTurn;
  private long firstTurn;

  Session of(Ticket ticket) {
    return sessions.stream().filter(s -> s.real == ticket.session).findFirst().orElseThrow();
  }

  void join(ClientSession real) {
    Object address = real.client.host();
    Host host =
        hosts.stream()
            .filter(known -> known.address.equals(address))
            .findFirst()
            .orElseGet(() -> new Host(address));
    if (!hosts.contains(host)) {
      hosts.add(host);
    }
    sessions.add(new Session(real, host));
  }

  /** Gives turns to those who have become due for one, and takes them from the others. */
  private void refresh(Session session, boolean first) {
    boolean mayBeJudged =
        !session.closed
            && !session.arrived.isEmpty()
            && session.reporting <= 0
            && session.judged == null;
    boolean hostWasToBeJudged = isToBeJudged(session.host);
    if (mayBeJudged && !session.mayBeJudged) {
      session.judgeTurn = ++lastTurn;
    }
    session.mayBeJudged = mayBeJudged;
    if (!hostWasToBeJudged && isToBeJudged(session.host)) {
      session.host.judgeTurn = ++lastTurn;
    }
    boolean ready =
        !session.closed
            && session.writable
            && session.unwritten == 0
            && !session.admitted.isEmpty();
    boolean hostWasReady = isReady(session.host);
    if (ready && (!session.ready || first)) {
      session.readyTurn = first ? --firstTurn : ++lastTurn;
    }
    session.ready = ready;
    if (!hostWasReady && isReady(session.host)) {
      session.host.serveTurn = ++lastTurn;
    }
  }

  private boolean isToBeJudged(Host host) {
    return sessions.stream().anyMatch(session -> session.host == host && session.mayBeJudged);
  }

  private boolean isReady(Host host) {
    return sessions.stream().anyMatch(session -> session.host == host && session.ready);
  }

  void close(Session session) {
    session.closed = true;
    refresh(session, false);
  }

  void arrive(Ticket ticket) {
    of(ticket).arrived.add(ticket);
    waiting.add(ticket);
    refresh(of(ticket), false);
  }

  Ticket judge() {
    Session session =
        sessions.stream()
            .filter(s -> s.mayBeJudged)
            .min(
                Comparator.<Session>comparingInt(s -> s.host.open)
                    .thenComparingLong(s -> s.host.judgeTurn)
                    .thenComparingLong(s -> s.judgeTurn))
            .orElse(null);
    if (session == null) {
      return null;
    }
    session.judged = session.arrived.remove(0);
    refresh(session, false);
    session.host.judgeTurn = ++lastTurn;
    return session.judged;
  }

  boolean admit(Ticket ticket) {
    Session session = of(ticket);
    session.judged = null;
    boolean stays = waiting.contains(ticket) && !session.closed;
    if (stays) {
      session.admitted.add(ticket);
    } else {
      waiting.remove(ticket);
    }
    refresh(session, false);
    return stays;
  }

  boolean refuse(Ticket ticket) {
    Session session = of(ticket);
    session.judged = session.judged == ticket ? null : session.judged;
    return takeOut(ticket);
  }

  boolean takeOut(Ticket ticket) {
    Session session = of(ticket);
    boolean waited = waiting.remove(ticket);
    session.arrived.remove(ticket);
    session.admitted.remove(ticket);
    refresh(session, false);
    return waited;
  }

  Ticket claim() {
    Host host =
        hosts.stream()
            .filter(this::isReady)
            .min(Comparator.<Host>comparingInt(h -> h.open).thenComparingLong(h -> h.serveTurn))
            .orElse(null);
    if (host == null) {
      return null;
    }
    Session session =
        sessions.stream()
            .filter(s -> s.host == host && s.ready)
            .min(Comparator.comparingLong(s -> s.readyTurn))
            .orElseThrow();
    Ticket ticket = session.admitted.remove(0);
    waiting.remove(ticket);
    session.unwritten++;
    refresh(session, false);
    opened(host, 1);
    return ticket;
  }

  /** The arguments: what the ticket itself tells of its state. */
  boolean unclaim(Ticket ticket, boolean wasUnwritten) {
    end(ticket, wasUnwritten);
    Session session = of(ticket);
    if (session.closed) {
      return false;
    }
    session.admitted.add(0, ticket);
    waiting.add(ticket);
    refresh(session, true);
    return true;
  }

  void written(Ticket ticket) {
    of(ticket).unwritten--;
    refresh(of(ticket), false);
  }

  void end(Ticket ticket, boolean wasUnwritten) {
    if (wasUnwritten) {
      written(ticket);
    }
    opened(of(ticket).host, -1);
  }

  private void opened(Host host, int more) {
    host.open += more;
    host.judgeTurn = ++lastTurn;
    host.serveTurn = ++lastTurn;
  }

  void writable(Session session, boolean writable) {
    session.writable = writable;
    refresh(session, false);
  }

  void reporting(Session session, int more) {
    session.reporting += more;
    refresh(session, false);
  }

  Ticket oldest() {
    return waiting.stream()
        .min(Comparator.comparingLong(ticket -> ticket.poll.arrivedNanos()))
        .orElse(null);
  }

  void judgeAnew() {
    Stream<Ticket> byAge =
        waiting.stream().sorted(Comparator.comparingLong(ticket -> ticket.poll.arrivedNanos()));
    for (Ticket ticket : byAge.toList()) {
      Session session = of(ticket);
      if (session.admitted.remove(ticket)) {
        session.arrived.add(ticket);
        refresh(session, false);
      }
    }
  }

  int open() {
    return hosts.stream().mapToInt(host -> host.open).sum();
  }

  int openOfBusiestHost() {
    return hosts.stream().mapToInt(host -> host.open).max().orElse(0);
  }

  boolean hasArrivals() {
    return sessions.stream().anyMatch(session -> session.mayBeJudged);
  }

  boolean canServe() {
    return sessions.stream().anyMatch(session -> session.ready);
  }
}
