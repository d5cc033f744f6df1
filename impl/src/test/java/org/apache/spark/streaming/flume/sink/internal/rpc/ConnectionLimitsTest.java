package org.apache.spark.streaming.flume.sink.internal.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.streaming.flume.sink.EventBatch;
import org.apache.spark.streaming.flume.sink.internal.LogCapture;
import org.apache.spark.streaming.flume.sink.internal.wire.RawClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How long, and for how much, a client may keep the sink waiting. */
@Timeout(60)
class ConnectionLimitsTest {

  private static final Duration LONG = ServerFixture.LONG;
  private static final Duration SHORT = Duration.ofMillis(400);

  private final LogCapture log = new LogCapture();
  private ServerFixture fixture;

  @BeforeEach
  void makeFixture() {
    fixture = new ServerFixture();
  }

  @AfterEach
  void anotherClientIsServedAndNothingLeaks() throws Exception {
    try {
      fixture.assertServes();
    } finally {
      fixture.close();
      log.close();
    }
    assertThat(log.linesWith("LEAK")).isEmpty();
    assertThat(log.linesWith("ERROR")).isEmpty();
  }

  private void start(
      Duration handshake, Duration frame, Duration stalled, Duration idle, Duration silent) {
    fixture.limits = new ConnectionLimits(handshake, frame, stalled, idle, silent, 100, 3);
    fixture.start();
  }

  private void assertClosedBecause(String reason) {
    assertThat(log.linesWith("closing the connection"))
        .singleElement()
        .asString()
        .contains("WARN", "127.0.0.1:", reason);
  }

  @Test
  void aClientThatSendsAByteNowAndThenIsClosed() throws Exception {
    start(LONG, SHORT, LONG, LONG, LONG);
    try (RawClient slow = RawClient.greeted(fixture.port())) {
      ByteBuf frame = RawClient.frame(1, RawClient.poll(1));
      await()
          .pollInterval(Duration.ofMillis(50))
          .until(
              () -> {
                if (frame.readableBytes() > 1) {
                  slow.send(frame.readSlice(1));
                }
                return !log.linesWith("closing the connection").isEmpty();
              });
      slow.assertClosed();
    }
    assertClosedBecause("it did not end its request within 400 ms");
  }

  @Test
  void aClientThatDawdlesOverItsHandshakeIsClosed() throws Exception {
    start(SHORT, LONG, LONG, LONG, LONG);
    try (RawClient asking = new RawClient(fixture.port());
        RawClient served = RawClient.greeted(fixture.port())) {
      byte[] unknown = new byte[16];
      asking.send(RawClient.frame(1, RawClient.greeting(unknown, null, unknown), RawClient.ping()));
      assertThat(asking.read().handshake().getMatch()).hasToString("NONE");
      asking.assertClosed();
      assertThat(served.call(1, RawClient.ping()).payload()).isEmpty();
    }
    assertClosedBecause("it did not complete its handshake within 400 ms");
  }

  @Test
  void aClientThatSaysNothingAtAllIsClosed() throws Exception {
    start(LONG, LONG, LONG, LONG, SHORT);
    try (RawClient silent = new RawClient(fixture.port());
        RawClient served = RawClient.greeted(fixture.port())) {
      silent.assertClosed();
      assertThat(served.call(1, RawClient.ping()).payload()).isEmpty();
    }
    assertClosedBecause("it sent nothing for 400 ms");
  }

  @Test
  void anIdleClientIsClosedAndOneThatWaitsForAnAnswerIsNot() throws Exception {
    start(LONG, LONG, LONG, SHORT, SHORT);
    try (RawClient waiting = RawClient.greeted(fixture.port());
        RawClient idle = RawClient.greeted(fixture.port())) {
      waiting.send(RawClient.frame(1, RawClient.poll(1)));
      idle.assertClosed();
      Thread.sleep(SHORT.toMillis() * 2);
      fixture.put("late");
      EventBatch batch = waiting.read().batch();
      assertThat(batch.getEvents()).hasSize(1);
      assertThat(waiting.call(2, RawClient.ack(batch.getSequenceNumber())).error()).isNull();
    }
    assertThat(log.linesWith("closing the connection"))
        .singleElement()
        .asString()
        .contains("INFO", "it was idle for 0.4 s");
  }

  @Test
  void aClientThatFloodsWithRequestsAndNeverReadsIsClosedAndItsRequestsAreNotRead()
      throws Exception {
    start(LONG, LONG, Duration.ofSeconds(1), LONG, LONG);
    ByteBuf acks = Unpooled.buffer();
    for (int i = 0; i < 10_000; i++) {
      acks.writeBytes(RawClient.frame(i, RawClient.call("unknown " + "x".repeat(100), out -> {})));
    }
    try (RawClient flood = new RawClient(fixture.port(), 4096)) {
      flood.send(RawClient.frame(0, RawClient.greeting(), RawClient.ping()));
      Thread sender =
          new Thread(
              () -> {
                try {
                  while (true) {
                    flood.send(acks.duplicate());
                  }
                } catch (java.io.IOException e) {
                  // The sink has closed the connection.
                }
              });
      long before = usedDirectMemory();
      sender.start();
      await().until(() -> !log.linesWith("closing the connection").isEmpty());
      assertThat(usedDirectMemory() - before).isLessThan(32 << 20);
      sender.join();
    }
    assertClosedBecause("it did not read its replies for 1 s");
  }

  private static long usedDirectMemory() {
    return io.netty.buffer.PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
  }

  @Test
  void aClientThatPipelinesVeryManyPollsIsClosedAndOneWithFewerIsServed() throws Exception {
    start(LONG, LONG, LONG, LONG, LONG);
    try (RawClient many = RawClient.greeted(fixture.port());
        RawClient allowed = RawClient.greeted(fixture.port())) {
      allowed.send(polls(100));
      await().until(() -> fixture.engine().waitingPolls() == 100);
      many.send(polls(101));
      many.assertClosed();
      await().until(() -> fixture.engine().waitingPolls() == 100);
    }
    await().until(() -> fixture.engine().waitingPolls() == 0);
    assertClosedBecause("it made more than 100 calls without waiting for an answer");
  }

  @Test
  void manyAcksOfOneOpenBatchAreAllAnsweredOnce() throws Exception {
    start(LONG, LONG, LONG, LONG, LONG);
    try (RawClient client = RawClient.greeted(fixture.port())) {
      fixture.put("e");
      EventBatch batch = client.call(1, RawClient.poll(1)).batch();
      ByteBuf acks = Unpooled.buffer();
      for (int i = 0; i < 90; i++) {
        acks.writeBytes(RawClient.frame(i, RawClient.ack(batch.getSequenceNumber())));
      }
      client.send(acks);
      List<Integer> answered = new ArrayList<>();
      for (int i = 0; i < 90; i++) {
        answered.add(client.read().serial());
      }
      assertThat(answered).doesNotHaveDuplicates().hasSize(90);
    }
  }

  @Test
  void whileVeryManyCallsWaitEachConnectionHasToDoWithFew() throws Exception {
    fixture.limits = new ConnectionLimits(LONG, LONG, LONG, LONG, LONG, 5000, 3);
    fixture.heapBytes = 1 << 20;
    fixture.start();
    try (RawClient crowd = RawClient.greeted(fixture.port());
        RawClient greedy = RawClient.greeted(fixture.port());
        RawClient modest = RawClient.greeted(fixture.port())) {
      crowd.send(polls(4096));
      await().until(() -> fixture.engine().waitingPolls() == 4096);
      modest.send(polls(3));
      greedy.send(polls(4));
      greedy.assertClosed();
      await().until(() -> fixture.engine().waitingPolls() == 4099);
    }
    await().until(() -> fixture.engine().waitingPolls() == 0);
    assertClosedBecause("it made more than 3 calls");
  }

  private static ByteBuf polls(int count) {
    ByteBuf polls = Unpooled.buffer();
    for (int i = 0; i < count; i++) {
      polls.writeBytes(RawClient.frame(i, RawClient.poll(1)));
    }
    return polls;
  }

  @Test
  void whileMemoryIsShortThoseThatHoldMuchOfARequestAreClosed() throws Exception {
    fixture.heapBytes = 100_000;
    fixture.start();
    List<RawClient> clients = new ArrayList<>();
    try (RawClient small = RawClient.greeted(fixture.port())) {
      small.send(RawClient.header(1, 1).writeInt(3000).writeBytes(new byte[2000]));
      for (int i = 0; i < 10; i++) {
        clients.add(new RawClient(fixture.port()));
        clients.get(i).send(RawClient.header(1, 1).writeInt(60_000).writeBytes(new byte[10_000]));
      }
      await().until(() -> !log.linesWith("memory is short").isEmpty());
      // All zeros: no metadata, and a message without a name.
      assertThat(small.send(new byte[1000]).read().payload()).as("a ping's answer").isEmpty();
    } finally {
      for (RawClient client : clients) {
        client.close();
      }
    }
  }

  @Test
  void theLimitOfConnectionsHoldsHoweverTheyComeAndIsFreeAgainWhenTheyLeave() throws Exception {
    fixture.maxConnections = 5;
    fixture.start();
    for (int round = 0; round < 3; round++) {
      List<RawClient> admitted = new ArrayList<>();
      List<RawClient> all = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        RawClient client = new RawClient(fixture.port());
        all.add(client);
        try {
          client.send(RawClient.frame(0, RawClient.greeting(), RawClient.ping())).read();
          admitted.add(client);
        } catch (java.io.IOException e) {
          // Refused.
        }
      }
      assertThat(admitted).hasSize(5);
      assertThat(fixture.server().connections()).isEqualTo(5);
      for (RawClient client : all) {
        client.close();
      }
      await().until(() -> fixture.server().connections() == 0);
    }
    assertThat(log.linesWith("refused a connection from")).hasSizeBetween(1, 10);
  }

  @Test
  void clientsThatComeAgainAndAgainWithGarbageFillNoLog() throws Exception {
    fixture.start();
    for (int i = 0; i < 500; i++) {
      try (RawClient client = new RawClient(fixture.port())) {
        client.send(RawClient.header(1, 0)).assertClosed();
      }
    }
    assertThat(log.linesWith("127.0.0.1:")).hasSizeBetween(1, 30);
  }

  @Test
  void noLimitIsShorterThanATransactionMayLastAndZeroMeansNever() {
    ConnectionLimits limits = limits(Duration.ofSeconds(1), Duration.ofSeconds(60));
    assertThat(limits.idle()).hasSeconds(60);
    assertThat(limits.silent()).hasSeconds(60);
    assertThat(limits.stalled()).hasSeconds(60);
    assertThat(limits(Duration.ofSeconds(600), Duration.ofSeconds(60)).idle()).hasSeconds(600);
    assertThat(limits(Duration.ZERO, Duration.ofSeconds(60)).idle()).isZero();
    assertThat(limits(Duration.ZERO, Duration.ofSeconds(60)).silent()).hasMinutes(10);
    fixture.start();
  }

  private static ConnectionLimits limits(Duration idle, Duration transaction) {
    return ConnectionLimits.of(new RpcSettings("s", "h", 0, 1, 1, idle, transaction, Access.OPEN));
  }
}
