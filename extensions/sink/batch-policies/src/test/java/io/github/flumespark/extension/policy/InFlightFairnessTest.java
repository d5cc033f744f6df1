package io.github.flumespark.extension.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flumespark.contract.FakePoll;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.streaming.flume.sink.spi.admission.Admission;
import org.junit.jupiter.api.Test;

/** A minute of clients that compete, millisecond by millisecond. */
class InFlightFairnessTest {

  private static final int MINUTE = 60_000;

  /** Polls, holds each batch for some time, and polls again at once. */
  private final class Client {
    private final long connection;
    private final int events;
    private final int millisPerBatch;
    private Desk.Grant grant;
    private int next;
    private int polledAt = -1;
    private int batches;
    private int longestWait;

    Client(long connection, int events, int millisPerBatch) {
      this.connection = connection;
      this.events = events;
      this.millisPerBatch = millisPerBatch;
    }

    void act(int now) {
      if (now < next) {
        return;
      }
      if (grant != null) {
        desk.ack(grant);
        grant = null;
      }
      polledAt = polledAt < 0 ? now : polledAt;
      FakePoll poll = FakePoll.of(connection, events, desk.clock);
      Admission answer = desk.policy.admit(poll);
      if (answer instanceof Admission.Accepted accepted) {
        grant = new Desk.Grant(poll, accepted.limits());
        batches++;
        longestWait = Math.max(longestWait, now - polledAt);
        polledAt = -1;
        next = now + millisPerBatch;
      } else if (answer instanceof Admission.Rejected rejected) {
        next = now + (int) rejected.hold().toMillis();
      }
    }
  }

  private final List<Client> clients = new ArrayList<>();
  private Desk desk;

  @Test
  void oneGreedyClientDoesNotKeepAnotherOut() {
    desk = new Desk(new InFlightPolicyFactory(), Map.of("maxBatches", "1"));
    Client greedy = client(1, 1000, 10);
    Client patient = client(2, 1000, 10);

    run();

    assertThat(patient.batches).isGreaterThan(250);
    assertThat(greedy.batches).isBetween(patient.batches - 1, patient.batches + 1);
    assertThat(patient.longestWait).isLessThanOrEqualTo(200);
  }

  @Test
  void aClientThatIsServedSlowlyGetsAsManyTurnsAsTheOthers() {
    desk = new Desk(new InFlightPolicyFactory(), Map.of("maxEvents", "2000"));
    Client slow = client(1, 1000, 2_000);
    for (int i = 2; i <= 5; i++) {
      client(i, 1000, 50);
    }
    run();

    assertThat(slow.longestWait).isLessThanOrEqualTo(500);
    assertThat(clients).allMatch(client -> client.longestWait <= 1_000 && client.batches >= 25);
  }

  /** Three polls that ask for everything, beside one that asks for little. */
  @Test
  void aSmallPollIsNotStarvedByLargeOnes() {
    desk = new Desk(new InFlightPolicyFactory(), Map.of("maxEvents", "1000"));
    Client small = client(1, 10, 20);
    client(2, 1000, 20);
    client(3, 1000, 20);
    client(4, 1000, 20);

    run();

    assertThat(small.longestWait).isLessThanOrEqualTo(500);
    assertThat(clients).allMatch(client -> client.batches > 100);
  }

  @Test
  void thereIsNoRefusalWhereThereIsRoomForAll() {
    desk = new Desk(new InFlightPolicyFactory(), Map.of("maxBatches", "10"));
    for (int i = 0; i < 10; i++) {
      client(i, 1000, 10);
    }
    run();

    assertThat(clients).allMatch(client -> client.longestWait == 0);
  }

  private Client client(long connection, int events, int millisPerBatch) {
    Client client = new Client(connection, events, millisPerBatch);
    clients.add(client);
    return client;
  }

  private void run() {
    for (int now = 0; now < MINUTE; now++) {
      for (Client client : clients) {
        client.act(now);
      }
      desk.advance(Duration.ofMillis(1));
    }
  }
}
