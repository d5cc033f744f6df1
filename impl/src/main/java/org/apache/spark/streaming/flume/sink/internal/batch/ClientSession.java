package org.apache.spark.streaming.flume.sink.internal.batch;

import java.time.Duration;
import org.apache.spark.streaming.flume.sink.internal.guard.Callee;

/**
 * One connection's place in the queue, from the connection's begin to its end: a handle for the
 * transport, which gives it back with each poll. What is in it belongs to {@link WaitingPolls}.
 */
public final class ClientSession {

  /**
   * How long an extension may take over one event, or one poll, before the poll is answered without
   * it. Generous: what a slow one has prepared by then is rolled back, and has to be done again.
   */
  private static final Duration LONGEST_CALL = Duration.ofSeconds(20);

  /** One poll's place. */
  static final class Ticket {

    final ClientSession session;
    final Poll poll;
    final Ring.Node<Ticket> byAge = new Ring.Node<>(this);
    final Ring.Node<Ticket> turn = new Ring.Node<>(this);
    private AdmittedPoll admitted;

    /** The extensions that have been asked about it last; set before they are. */
    private volatile ExtensionSet extensions;

    boolean open;
    boolean unwritten;
    boolean reporting;

    Ticket(ClientSession session, Poll poll) {
      this.session = session;
      this.poll = poll;
    }

    Poll poll() {
      return poll;
    }

    void judgedBy(ExtensionSet set) {
      extensions = set;
    }

    /** Answers the poll if an extension on a thread has kept it waiting for too long. */
    void answerIfStuck(Thread thread) {
      ExtensionSet set = extensions;
      Callee stuck = set == null ? null : set.calls().lastingOn(thread, LONGEST_CALL);
      if (stuck != null) {
        poll.answerError("%s has not returned for %d s".formatted(stuck, LONGEST_CALL.toSeconds()));
      }
    }

    void admit(AdmittedPoll newAdmitted) {
      admitted = newAdmitted;
    }

    /** What was granted; only for a poll that has been admitted. */
    AdmittedPoll admitted() {
      if (admitted == null) {
        throw new IllegalStateException(poll + " was not admitted");
      }
      return admitted;
    }

    void withdraw() {
      admitted = null;
    }

    boolean isAdmitted() {
      return admitted != null;
    }
  }

  final Client client;
  final HostShares.Host<ClientSession> host;
  final Ring<Ticket> arrived = new Ring<>();
  final Ring<Ticket> admitted = new Ring<>();

  /** Among the connections of its host that have a poll to be judged. */
  final Ring.Node<ClientSession> arrivals = new Ring.Node<>(this);

  /** Among the connections of its host that have a poll to be served. */
  final Ring.Node<ClientSession> ready = new Ring.Node<>(this);

  boolean writable = true;
  boolean closed;

  /** Claimed polls whose batch has not been written yet. */
  int unwritten;

  /** Polls of which the policy is being told. */
  int reporting;

  /** The poll that is being judged; null for none. */
  Ticket judged;

  ClientSession(Client client, HostShares.Host<ClientSession> host) {
    this.client = client;
    this.host = host;
  }
}
