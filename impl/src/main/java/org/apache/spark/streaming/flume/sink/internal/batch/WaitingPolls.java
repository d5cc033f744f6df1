package org.apache.spark.streaming.flume.sink.internal.batch;

import java.util.function.Consumer;
import org.apache.spark.streaming.flume.sink.internal.batch.ClientSession.Ticket;

/**
 * The polls that wait, in order: by connection and host for their turn, and by age for their end.
 * Every step takes the same time however many there are, and none but the first allocates, so that
 * no poll is lost for want of memory.
 *
 * <p>A poll arrives, is judged by the policy, is admitted and waits for an event, and is claimed. A
 * connection whose last batch is still being written, or whose client does not read, has no turn:
 * what is prepared for it would pile up.
 *
 * <p>Guarded by the lock of {@link PollQueue}.
 */
final class WaitingPolls {

  private final HostShares<ClientSession> shares;
  private final HostShares<ClientSession>.Line toJudge;
  private final HostShares<ClientSession>.Line toServe;

  /** All that wait, in the order in which they arrived, so that the first is the next to expire. */
  private final Ring<Ticket> byAge = new Ring<>();

  private int waiting;
  private int open;

  WaitingPolls(int mostOpen) {
    shares = new HostShares<>(mostOpen);
    toJudge = shares.toJudge();
    toServe = shares.toServe();
  }

  ClientSession join(Client client) {
    return new ClientSession(client, shares.join(client.host()));
  }

  /** Ends a session: it has no turn any more. Its polls are to be taken with {@link #leftBy}. */
  void close(ClientSession session) {
    if (!session.closed) {
      session.closed = true;
      toJudge.remove(session.host, session.arrivals);
      toServe.remove(session.host, session.ready);
      shares.leave(session.host);
    }
  }

  /** Takes out a poll that waited on a session; null if there is none. */
  Ticket leftBy(ClientSession session) {
    Ticket ticket = session.arrived.first();
    if (ticket == null) {
      ticket = session.admitted.first();
    }
    if (ticket != null) {
      takeOut(ticket);
    }
    return ticket;
  }

  /** Lets a poll in; tells whether that gives its connection a turn to be judged. */
  boolean arrive(Ticket ticket) {
    ticket.session.arrived.addLast(ticket.turn);
    byAge.addLast(ticket.byAge);
    waiting++;
    return refreshArrivals(ticket.session);
  }

  boolean hasArrivals() {
    return toJudge.first() != null;
  }

  /**
   * The poll that is to be judged next; null if there is none. A connection has its polls judged
   * one after the other, so that they keep their order: that ends with {@link #admit} or {@link
   * #refuse}.
   */
  Ticket judge() {
    ClientSession session = toJudge.first();
    if (session == null) {
      return null;
    }
    Ticket ticket = session.arrived.first();
    ticket.turn.remove();
    session.judged = ticket;
    refreshArrivals(session);
    toJudge.move(session.host);
    return ticket;
  }

  /** A poll has been judged: the next one's turn comes, last of all connections'. */
  private void endJudgement(Ticket ticket) {
    if (ticket.session.judged == ticket) {
      ticket.session.judged = null;
      refreshArrivals(ticket.session);
    }
  }

  /** The policy did not accept a poll; tells whether it waited until now. */
  boolean refuse(Ticket ticket) {
    boolean waits = ticket.byAge.isIn();
    endJudgement(ticket);
    takeOut(ticket);
    return waits;
  }

  /** The policy accepted a poll; false if its client has left, or it has expired, meanwhile. */
  boolean admit(Ticket ticket, AdmittedPoll admitted) {
    endJudgement(ticket);
    ticket.admit(admitted);
    if (!ticket.byAge.isIn() || ticket.session.closed) {
      takeOut(ticket);
      return false;
    }
    ticket.session.admitted.addLast(ticket.turn);
    refreshReady(ticket.session);
    return true;
  }

  /** Whether there is a poll that an event can go to. */
  boolean canServe() {
    return toServe.first() != null;
  }

  /** The poll whose turn it is; null if there is none. */
  Ticket claim() {
    ClientSession session = toServe.first();
    if (session == null) {
      return null;
    }
    Ticket ticket = session.admitted.first();
    takeOut(ticket);
    ticket.open = true;
    ticket.unwritten = true;
    open++;
    session.unwritten++;
    // To the end of its host's, for the next time.
    toServe.remove(session.host, session.ready);
    shares.opened(session.host);
    refreshReady(session);
    return ticket;
  }

  /** Lets a claimed poll wait again, in front of all others; false if its client has left. */
  boolean unclaim(Ticket ticket) {
    end(ticket);
    ClientSession session = ticket.session;
    if (session.closed) {
      return false;
    }
    session.admitted.addFirst(ticket.turn);
    byAge.addInOrder(ticket.byAge, WaitingPolls::isOlder);
    waiting++;
    if (isReady(session)) {
      toServe.addFirst(session.host, session.ready);
    }
    return true;
  }

  /**
   * The batch for a claimed poll has left for the client: the connection may have another.
   *
   * @return whether that gives it a turn
   */
  boolean written(Ticket ticket) {
    if (!ticket.unwritten) {
      return false;
    }
    ticket.unwritten = false;
    ticket.session.unwritten--;
    return refreshReady(ticket.session);
  }

  /** The transaction for a claimed poll has ended. */
  void end(Ticket ticket) {
    written(ticket);
    if (ticket.open) {
      ticket.open = false;
      open--;
      shares.ended(ticket.session.host);
    }
  }

  /** Whether the client reads its replies; tells whether that gives the connection a turn. */
  boolean writable(ClientSession session, boolean writable) {
    session.writable = writable;
    return refreshReady(session);
  }

  /**
   * The policy is being told of a poll: it must know before it judges the connection's next one.
   *
   * @param begins or ends; saying so again changes nothing
   * @return whether the end of that gives the connection a turn
   */
  boolean reporting(Ticket ticket, boolean begins) {
    if (ticket.reporting != begins) {
      ticket.reporting = begins;
      ticket.session.reporting += begins ? 1 : -1;
    }
    return refreshArrivals(ticket.session);
  }

  /** Gives a connection a turn to be judged, or takes it away; tells whether it has a new one. */
  private boolean refreshArrivals(ClientSession session) {
    boolean mayBeJudged = session.judged == null && session.reporting <= 0;
    if (session.closed || session.arrived.isEmpty() || !mayBeJudged) {
      toJudge.remove(session.host, session.arrivals);
      return false;
    }
    if (session.arrivals.isIn()) {
      return false;
    }
    toJudge.add(session.host, session.arrivals);
    return true;
  }

  /** Gives a connection a turn to be served, or takes it away; tells whether it has one. */
  private boolean refreshReady(ClientSession session) {
    boolean ready = isReady(session);
    if (ready) {
      toServe.add(session.host, session.ready);
    } else {
      toServe.remove(session.host, session.ready);
    }
    return ready;
  }

  private static boolean isReady(ClientSession session) {
    return !session.closed
        && session.writable
        && session.unwritten == 0
        && !session.admitted.isEmpty();
  }

  /** Takes out a poll that arrived before a moment; null if there is none. */
  Ticket takeOlderThan(long nanos) {
    Ticket ticket = byAge.first();
    if (ticket == null || ticket.poll.arrivedNanos() - nanos > 0) {
      return null;
    }
    takeOut(ticket);
    return ticket;
  }

  /** When the oldest poll arrived; only if there is one. */
  long oldest() {
    return byAge.first().poll.arrivedNanos();
  }

  private static boolean isOlder(Ticket one, Ticket other) {
    return one.poll.arrivedNanos() - other.poll.arrivedNanos() < 0;
  }

  /** Takes a poll out of whatever it is in. */
  void takeOut(Ticket ticket) {
    if (ticket.byAge.isIn()) {
      ticket.byAge.remove();
      waiting--;
    }
    if (ticket.turn.isIn()) {
      ticket.turn.remove();
      refreshArrivals(ticket.session);
      refreshReady(ticket.session);
    }
  }

  /** Has every poll that was admitted judged anew; tells which they were. */
  void judgeAnew(Consumer<AdmittedPoll> withdrawn) {
    byAge.forEach(
        ticket -> {
          if (ticket.isAdmitted()) {
            withdrawn.accept(ticket.admitted());
            ticket.withdraw();
            ticket.session.arrived.addLast(ticket.turn);
            refreshArrivals(ticket.session);
            refreshReady(ticket.session);
          }
        });
  }

  /** Polls that wait, at whatever stage. */
  int size() {
    return waiting;
  }

  /** Transactions that are open for a poll. */
  int open() {
    return open;
  }

  /** Of these, the ones for the host that has most. */
  int openOfBusiestHost() {
    return shares.mostOpen();
  }
}
