package org.apache.spark.streaming.flume.sink.internal.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.streaming.flume.sink.internal.batch.ClientSession.Ticket;
import org.junit.jupiter.api.Test;

/** Whose turn it is. */
class WaitingPollsTest {

  private final WaitingPolls polls = new WaitingPolls(4);
  private long connections;
  private long now;

  private ClientSession join(String host) {
    return polls.join(new FakeClient(++connections, host));
  }

  private Ticket arrived(ClientSession session) {
    Ticket ticket = new Ticket(session, new Poll(1, 1, session.client, ++now, FakeReply.reading()));
    polls.arrive(ticket);
    return ticket;
  }

  private boolean admit(Ticket ticket) {
    return polls.admit(ticket, new AdmittedPoll(ticket.poll, null, "s", null));
  }

  /** A poll that has been judged; the session has no other to be judged. */
  private Ticket admitted(ClientSession session) {
    Ticket ticket = arrived(session);
    assertThat(polls.judge()).isSameAs(ticket);
    assertThat(admit(ticket)).isTrue();
    return ticket;
  }

  @Test
  void theHostWithTheFewestOpenBatchesComesFirst() {
    ClientSession[] many = {join("a"), join("a"), join("a")};
    for (ClientSession session : many) {
      admitted(session);
    }
    ClientSession other = join("b");
    Ticket late = admitted(other);

    assertThat(polls.claim().session).isSameAs(many[0]);
    assertThat(polls.claim()).isSameAs(late);
    Ticket again = admitted(join("b"));
    assertThat(polls.claim().session).as("one each, and it waited longer").isSameAs(many[1]);
    assertThat(polls.openOfBusiestHost()).isEqualTo(2);
    assertThat(polls.claim()).isSameAs(again);
    assertThat(polls.claim().session).isSameAs(many[2]);
    assertThat(polls.claim()).isNull();
    assertThat(polls.open()).isEqualTo(5);
  }

  @Test
  void aHostHasItsShareBackWhenABatchHasEnded() {
    Ticket first = admitted(join("a"));
    Ticket second = admitted(join("b"));
    polls.claim();
    polls.claim();
    Ticket ofA = admitted(join("a"));
    admitted(join("b"));

    polls.end(second);
    polls.end(first);
    assertThat(polls.open()).isZero();

    assertThat(polls.claim().session.client.host()).as("its batch ended first").isEqualTo("b");
    assertThat(polls.claim()).isSameAs(ofA);
  }

  @Test
  void theConnectionsOfAHostTakeTurns() {
    ClientSession one = join("a");
    ClientSession two = join("a");
    Ticket first = admitted(one);
    Ticket third = admitted(one);
    Ticket second = admitted(two);
    Ticket fourth = admitted(two);
    List<Ticket> order = new ArrayList<>();
    for (Ticket next = polls.claim(); next != null; next = polls.claim()) {
      order.add(next);
      polls.end(next);
    }

    assertThat(order).containsExactly(first, second, third, fourth);
  }

  @Test
  void aConnectionHasNoTurnWhileItsBatchIsUnwrittenOrItDoesNotRead() {
    ClientSession session = join("a");
    Ticket first = admitted(session);
    Ticket second = admitted(session);
    assertThat(polls.claim()).isSameAs(first);
    assertThat(polls.canServe()).isFalse();
    assertThat(polls.claim()).isNull();

    assertThat(polls.writable(session, false)).isFalse();
    assertThat(polls.written(first)).as("a turn").isFalse();
    assertThat(polls.claim()).isNull();

    assertThat(polls.writable(session, true)).as("a turn").isTrue();
    assertThat(polls.claim()).isSameAs(second);
  }

  @Test
  void theConnectionsTakeTurnsToBeJudgedAndEachKeepsItsOrder() {
    ClientSession one = join("a");
    Ticket first = arrived(one);
    Ticket second = arrived(one);
    Ticket other = arrived(join("a"));

    assertThat(polls.judge()).isSameAs(first);
    assertThat(polls.judge()).isSameAs(other);
    assertThat(polls.judge()).as("the first one still is judged").isNull();
    assertThat(polls.hasArrivals()).isFalse();

    assertThat(admit(first)).isTrue();
    assertThat(polls.judge()).isSameAs(second);
  }

  @Test
  void theHostWithTheFewestOpenBatchesIsJudgedFirstAndEqualsTakeTurns() {
    admitted(join("a"));
    Ticket first = arrived(join("a"));
    Ticket third = arrived(join("a"));
    Ticket second = arrived(join("b"));
    Ticket last = arrived(join("busy"));
    assertThat(polls.judge()).isSameAs(first);
    assertThat(polls.judge()).isSameAs(second);
    assertThat(polls.judge()).isSameAs(last);
    assertThat(polls.judge()).isSameAs(third);

    assertThat(polls.claim().session.client.host()).isEqualTo("a");
    arrived(join("a"));
    Ticket newcomers = arrived(join("c"));
    assertThat(polls.judge()).isSameAs(newcomers);
  }

  @Test
  void aConnectionHasNoPollJudgedWhileThePolicyIsToldOfItsBatch() {
    ClientSession session = join("a");
    Ticket reported = admitted(session);
    polls.reporting(reported, true);
    polls.reporting(reported, true);
    Ticket poll = arrived(session);
    assertThat(polls.judge()).isNull();

    assertThat(polls.reporting(reported, false)).as("a turn").isTrue();
    assertThat(polls.reporting(reported, false)).as("another turn").isFalse();

    assertThat(polls.judge()).isSameAs(poll);
  }

  @Test
  void aPollMayExpireAtEachStage() {
    ClientSession session = join("a");
    Ticket judged = arrived(session);
    polls.judge();
    Ticket waits = arrived(session);
    assertThat(polls.takeOlderThan(0)).isNull();
    assertThat(polls.oldest()).isEqualTo(judged.poll.arrivedNanos());

    assertThat(polls.takeOlderThan(now)).isSameAs(judged);
    assertThat(polls.takeOlderThan(now)).isSameAs(waits);
    assertThat(polls.takeOlderThan(now)).isNull();

    assertThat(admit(judged)).as("judged too late").isFalse();
    assertThat(polls.claim()).isNull();
    assertThat(polls.size()).isZero();
    assertThat(polls.hasArrivals()).isFalse();
  }

  @Test
  void aPollThatWaitsAgainComesBeforeAllOthersOfItsHost() {
    Ticket first = admitted(join("a"));
    Ticket second = admitted(join("a"));
    assertThat(polls.claim()).isSameAs(first);

    assertThat(polls.unclaim(first)).isTrue();

    assertThat(polls.open()).isZero();
    assertThat(polls.oldest()).isEqualTo(first.poll.arrivedNanos());
    assertThat(polls.claim()).isSameAs(first);
    assertThat(polls.claim()).isSameAs(second);
  }

  @Test
  void aConnectionThatEndsTakesItsPollsWithItAndNoOthers() {
    ClientSession leaving = join("a");
    Ticket open = admitted(leaving);
    assertThat(polls.claim()).isSameAs(open);
    Ticket admitted = admitted(leaving);
    Ticket judged = arrived(leaving);
    polls.judge();
    Ticket arrived = arrived(leaving);
    Ticket other = admitted(join("a"));

    polls.close(leaving);

    assertThat(polls.leftBy(leaving)).isSameAs(arrived);
    assertThat(polls.leftBy(leaving)).isSameAs(admitted);
    assertThat(polls.leftBy(leaving)).isNull();
    assertThat(admit(judged)).isFalse();
    assertThat(polls.unclaim(open)).isFalse();
    assertThat(polls.size()).isEqualTo(1);
    assertThat(polls.open()).isZero();
    assertThat(polls.claim()).isSameAs(other);
  }

  @Test
  void pollsThatWereAdmittedAreJudgedAnew() {
    Ticket one = admitted(join("a"));
    Ticket two = admitted(join("b"));
    List<Poll> withdrawn = new ArrayList<>();

    polls.judgeAnew(admitted -> withdrawn.add(admitted.poll()));

    assertThat(withdrawn).containsExactly(one.poll, two.poll);
    assertThat(one.isAdmitted()).isFalse();
    assertThat(polls.canServe()).isFalse();
    assertThat(polls.judge()).isSameAs(one);
    assertThat(admit(one)).isTrue();
    assertThat(polls.claim()).isSameAs(one);
  }
}
