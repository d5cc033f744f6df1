package org.apache.spark.streaming.flume.sink.internal.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.streaming.flume.sink.internal.batch.ClientSession.Ticket;
import org.junit.jupiter.api.Test;

/** Random steps on {@link WaitingPolls} and on the plainest model of it, which must agree. */
class WaitingPollsModelTest {

  private static final int STEPS = 100_000;
  private static final int MOST_SESSIONS = 12;
  private static final int THREADS = 5;

  private final Random random = new Random();
  private final WaitingPolls polls = new WaitingPolls(THREADS);
  private final NaivePolls model = new NaivePolls();
  private final List<Ticket> judged = new ArrayList<>();
  private final List<Ticket> claimed = new ArrayList<>();
  private final Map<ClientSession, Ticket> reported = new HashMap<>();
  private long now;
  private long connections;

  @Test
  void itDoesWhatThePlainestModelDoesOverAHundredThousandSteps() {
    long seed = new Random().nextLong();
    random.setSeed(seed);
    for (int step = 0; step < STEPS; step++) {
      String done = "nothing";
      try {
        done = step();
        assertSame();
      } catch (AssertionError | RuntimeException e) {
        fail("seed %d, step %d: %s".formatted(seed, step, done), e);
      }
    }
  }

  private String step() {
    now++;
    return switch (random.nextInt(16)) {
      case 0 -> join();
      case 1 -> random.nextInt(3) == 0 ? close() : "nothing";
      case 2, 3, 4 -> arrive();
      case 5, 6 -> judge();
      case 7, 8 -> endJudgement();
      case 9, 10 -> claim();
      case 11 -> unclaim();
      case 12 -> written();
      case 13 -> end();
      case 14 -> random.nextBoolean() ? writable() : reporting();
      default -> random.nextInt(20) == 0 ? judgeAnew() : expire();
    };
  }

  private void assertSame() {
    assertThat(polls.size()).as("waiting").isEqualTo(model.waiting.size());
    assertThat(polls.open()).as("open").isEqualTo(model.open());
    assertThat(polls.openOfBusiestHost()).as("busiest").isEqualTo(model.openOfBusiestHost());
    assertThat(polls.hasArrivals()).as("arrivals").isEqualTo(model.hasArrivals());
    assertThat(polls.canServe()).as("can serve").isEqualTo(model.canServe());
    if (polls.size() > 0) {
      assertThat(polls.oldest()).as("oldest").isEqualTo(model.oldest().poll.arrivedNanos());
    }
  }

  private NaivePolls.Session anySession() {
    return model.sessions.isEmpty()
        ? null
        : model.sessions.get(random.nextInt(model.sessions.size()));
  }

  private <T> T any(List<T> list) {
    return list.isEmpty() ? null : list.remove(random.nextInt(list.size()));
  }

  private String join() {
    if (model.sessions.size() < MOST_SESSIONS) {
      model.join(polls.join(new FakeClient(++connections, "host " + random.nextInt(3))));
    }
    return "join";
  }

  private String close() {
    NaivePolls.Session session = anySession();
    if (session != null) {
      polls.close(session.real);
      polls.close(session.real);
      model.close(session);
      List<Ticket> left = new ArrayList<>(session.arrived);
      left.addAll(session.admitted);
      for (Ticket expected : left) {
        assertThat(polls.leftBy(session.real)).isSameAs(expected);
        model.takeOut(expected);
      }
      assertThat(polls.leftBy(session.real)).isNull();
      forgetIfOver(session);
    }
    return "close";
  }

  /** The model keeps a session until nothing of it is under way. */
  private void forgetIfOver(NaivePolls.Session session) {
    if (session.closed
        && judged.stream().noneMatch(t -> t.session == session.real)
        && claimed.stream().noneMatch(t -> t.session == session.real)) {
      model.sessions.remove(session);
    }
  }

  private String arrive() {
    NaivePolls.Session session = anySession();
    if (session != null && !session.closed) {
      Poll poll = new Poll(1, 1, session.real.client, now, FakeReply.reading());
      Ticket ticket = new Ticket(session.real, poll);
      boolean had = model.hasArrivals() && session.mayBeJudged;
      boolean gained = polls.arrive(ticket);
      model.arrive(ticket);
      assertThat(gained).as("a new turn").isEqualTo(!had && session.mayBeJudged);
    }
    return "arrive";
  }

  private String judge() {
    Ticket ticket = polls.judge();
    assertThat(ticket).isSameAs(model.judge());
    if (ticket != null) {
      judged.add(ticket);
    }
    return "judge";
  }

  private String endJudgement() {
    Ticket ticket = any(judged);
    if (ticket == null) {
      return "nothing";
    }
    NaivePolls.Session session = model.of(ticket);
    if (random.nextInt(4) == 0) {
      assertThat(polls.refuse(ticket)).isEqualTo(model.refuse(ticket));
    } else {
      AdmittedPoll admitted = new AdmittedPoll(ticket.poll, null, "s", null);
      assertThat(polls.admit(ticket, admitted)).isEqualTo(model.admit(ticket));
    }
    forgetIfOver(session);
    return "end of a judgement";
  }

  private String claim() {
    if (model.open() < THREADS) {
      Ticket ticket = polls.claim();
      assertThat(ticket).isSameAs(model.claim());
      if (ticket != null) {
        claimed.add(ticket);
      }
    }
    return "claim";
  }

  private String unclaim() {
    Ticket ticket = any(claimed);
    if (ticket != null) {
      NaivePolls.Session session = model.of(ticket);
      boolean unwritten = ticket.unwritten;
      assertThat(polls.unclaim(ticket)).isEqualTo(model.unclaim(ticket, unwritten));
      forgetIfOver(session);
    }
    return "unclaim";
  }

  private String written() {
    Ticket ticket = any(claimed);
    if (ticket != null) {
      claimed.add(ticket);
      boolean first = ticket.unwritten;
      boolean turn = polls.written(ticket);
      if (first) {
        model.written(ticket);
        assertThat(turn).as("a turn").isEqualTo(model.of(ticket).ready);
      } else {
        assertThat(turn).as("a turn").isFalse();
      }
    }
    return "written";
  }

  private String end() {
    Ticket ticket = any(claimed);
    if (ticket != null) {
      NaivePolls.Session session = model.of(ticket);
      boolean unwritten = ticket.unwritten;
      polls.end(ticket);
      polls.end(ticket);
      model.end(ticket, unwritten);
      forgetIfOver(session);
    }
    return "end";
  }

  private String writable() {
    NaivePolls.Session session = anySession();
    if (session != null) {
      boolean writable = random.nextInt(3) > 0;
      boolean turn = polls.writable(session.real, writable);
      model.writable(session, writable);
      assertThat(turn).isEqualTo(session.ready);
    }
    return "writable";
  }

  private String reporting() {
    NaivePolls.Session session = anySession();
    if (session != null) {
      Ticket ticket = reported.computeIfAbsent(session.real, real -> new Ticket(real, null));
      boolean begins = session.reporting == 0;
      polls.reporting(ticket, begins);
      model.reporting(session, begins ? 1 : -1);
    }
    return "reporting";
  }

  private String expire() {
    long before = now - random.nextInt(60);
    Ticket oldest = model.oldest();
    boolean due = oldest != null && oldest.poll.arrivedNanos() <= before;
    assertThat(polls.takeOlderThan(before)).isSameAs(due ? oldest : null);
    if (due) {
      model.takeOut(oldest);
    }
    return "expire";
  }

  private String judgeAnew() {
    List<AdmittedPoll> withdrawn = new ArrayList<>();
    int admitted = model.sessions.stream().mapToInt(session -> session.admitted.size()).sum();
    polls.judgeAnew(withdrawn::add);
    model.judgeAnew();
    assertThat(withdrawn).hasSize(admitted);
    return "judge anew";
  }
}
