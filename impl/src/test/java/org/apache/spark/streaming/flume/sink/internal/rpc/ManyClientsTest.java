package org.apache.spark.streaming.flume.sink.internal.rpc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.flume.Event;
import org.apache.flume.event.EventBuilder;
import org.apache.spark.streaming.flume.sink.EventBatch;
import org.apache.spark.streaming.flume.sink.SparkSinkEvent;
import org.apache.spark.streaming.flume.sink.TestSink;
import org.apache.spark.streaming.flume.sink.internal.LogCapture;
import org.apache.spark.streaming.flume.sink.internal.wire.Buffers;
import org.apache.spark.streaming.flume.sink.internal.wire.RawClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What many clients at once can do to a sink, and to each other. */
@Timeout(120)
class ManyClientsTest {

  private static final Map<String, String> LARGE =
      Map.of("capacity", "10000", "transactionCapacity", "1000", "keep-alive", "0");

  private final Buffers buffers = new Buffers();
  private final LogCapture log = new LogCapture();
  private final List<RawClient> clients = new ArrayList<>();

  @AfterEach
  void nothingLeaks() throws Exception {
    for (RawClient client : clients) {
      client.close();
    }
    log.close();
    buffers.assertNoneLeft();
    assertThat(log.linesWith("LEAK")).isEmpty();
    assertThat(log.linesWith("ERROR")).isEmpty();
  }

  private static List<Event> events(int count, int bytes) {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      events.add(EventBuilder.withBody((i + " ").concat("x".repeat(bytes)), UTF_8));
    }
    return events;
  }

  /** Polls and acks until all events have come. */
  private static void drain(TestSink sink, int events) throws Exception {
    Set<String> seen = new HashSet<>();
    try (RawClient client = RawClient.greeted(sink.port())) {
      while (seen.size() < events) {
        EventBatch batch = client.call(1, RawClient.poll(100)).batch();
        for (SparkSinkEvent event : batch.getEvents()) {
          seen.add(UTF_8.decode(event.getBody()).toString());
        }
        client.call(2, RawClient.ack(batch.getSequenceNumber()));
      }
      assertThat(client.call(3, RawClient.poll(1)).batch().getEvents())
          .as("what is left in the channel")
          .isEmpty();
    }
  }

  @Test
  void threeHundredClientsThatPollAndNeverReadHoldNobodyUpForLongerThanTheTimeout()
      throws Exception {
    try (TestSink sink = TestSink.onMemory(LARGE, Map.of("timeout", "1", "pollTimeout", "500"))) {
      for (int i = 0; i < 300; i++) {
        clients.add(new RawClient(sink.port()));
        clients.get(i).send(RawClient.frame(i, RawClient.greeting(), RawClient.poll(100)));
      }
      sink.put(events(1000, 100));
      drain(sink, 1000);
    }
  }

  @Test
  void batchesTooLargeForTheSocketOfAClientThatNeverReadsAreRolledBackAndItIsClosed()
      throws Exception {
    try (TestSink sink = TestSink.onMemory(LARGE, Map.of("timeout", "1", "pollTimeout", "500"))) {
      sink.put(events(200, 100_000));
      for (int i = 0; i < 10; i++) {
        clients.add(new RawClient(sink.port(), 4096));
        clients.get(i).send(RawClient.frame(i, RawClient.greeting(), RawClient.poll(100)));
      }
      await().until(() -> !log.linesWith("it did not read batch").isEmpty());
      drain(sink, 200);
    }
  }

  @Test
  void thousandsOfIdlePollsCostNoThreadAndEachIsAnswered() throws Exception {
    Map<String, String> settings = Map.of("threads", "4", "pollTimeout", "2000");
    try (TestSink sink = TestSink.onMemory(Map.of(), settings)) {
      ByteBuf polls = Unpooled.buffer();
      for (int serial = 0; serial < 20; serial++) {
        polls.writeBytes(RawClient.frame(serial, RawClient.poll(10)));
      }
      for (int i = 0; i < 150; i++) {
        clients.add(RawClient.greeted(sink.port()));
        clients.get(i).send(polls.duplicate());
      }
      // Four that open transactions, those for I/O; timer, keeper, accept and outcomes.
      long most = 4L + Math.min(4, Runtime.getRuntime().availableProcessors()) + 4;
      assertThat(threads()).isBetween(1L, most);
      for (RawClient client : clients) {
        Set<Integer> serials = new HashSet<>();
        for (int i = 0; i < 20; i++) {
          RawClient.Answer answer = client.read();
          serials.add(answer.serial());
          assertThat(answer.batch().getEvents()).isEmpty();
        }
        assertThat(serials).hasSize(20);
      }
      assertThat(threads()).isBetween(1L, most);
    }
    await().until(() -> threads() == 0);
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("spark-sink-spark-"))
        .count();
  }

  @Test
  void theLimitsAreThoseOfTheConfiguration() throws Exception {
    Map<String, String> settings =
        Map.of(
            "max-connections",
            "2",
            "max-frame-bytes",
            "8192",
            "idle-timeout",
            "1",
            "timeout",
            "1",
            "pollTimeout",
            "100");
    try (TestSink sink = TestSink.onMemory(Map.of(), settings)) {
      try (RawClient one = RawClient.greeted(sink.port());
          RawClient two = RawClient.greeted(sink.port());
          RawClient three = new RawClient(sink.port())) {
        three.assertClosed();
        assertThat(log.linesWith("2 are open, the limit")).hasSize(1);
        one.send(RawClient.header(1, 1).writeInt(8193)).assertClosed();
        assertThat(log.linesWith("a frame of 8193 bytes or more; allowed: 8192")).hasSize(1);
        two.assertClosed();
        assertThat(log.linesWith("it was idle for 1.0 s")).hasSize(1);
      }
      sink.put(events(1, 1));
      await().atMost(Duration.ofSeconds(10)).ignoreExceptions().untilAsserted(() -> drain(sink, 1));
    }
  }

  @Test
  void aConnectionWithABatchIsNotIdleBeforeTheTransactionTimesOut() throws Exception {
    Map<String, String> settings = Map.of("idle-timeout", "1", "timeout", "5");
    try (TestSink sink = TestSink.onMemory(Map.of(), settings);
        RawClient client = RawClient.greeted(sink.port())) {
      sink.put(events(1, 1));
      EventBatch batch = client.call(1, RawClient.poll(1)).batch();
      Thread.sleep(2500);
      assertThat(client.call(2, RawClient.ack(batch.getSequenceNumber())).error()).isNull();
    }
    assertThat(log.linesWith("closing the connection")).isEmpty();
  }

  @Test
  void clientsThatVanishGiveTheirBatchesBackAtOnce() throws Exception {
    try (TestSink sink = TestSink.onMemory(LARGE, Map.of("pollTimeout", "500"))) {
      sink.put(events(100, 10));
      for (int i = 0; i < 10; i++) {
        try (RawClient client = RawClient.greeted(sink.port())) {
          assertThat(client.call(1, RawClient.poll(100)).batch().getEvents()).isNotEmpty();
        }
      }
      drain(sink, 100);
    }
  }

  @Test
  void aThousandConnectionsAreServedByAFewThreadsAndOneMoreIsRefused() throws Exception {
    try (TestSink sink = TestSink.onMemory(LARGE, Map.of("pollTimeout", "60000"))) {
      for (int i = 0; i < 1000; i++) {
        clients.add(RawClient.greeted(sink.port()));
      }
      for (RawClient client : clients) {
        client.send(RawClient.frame(1, RawClient.poll(1)));
      }
      try (RawClient oneTooMany = new RawClient(sink.port())) {
        oneTooMany.assertClosed();
      }
      sink.put(events(1000, 10));

      Set<String> seen = new HashSet<>();
      List<RawClient> waiting = new ArrayList<>(clients);
      await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () -> {
                for (RawClient client : List.copyOf(waiting)) {
                  if (client.hasAnswer()) {
                    EventBatch batch = client.read().batch();
                    seen.add(UTF_8.decode(batch.getEvents().get(0).getBody()).toString());
                    client.call(2, RawClient.ack(batch.getSequenceNumber()));
                    waiting.remove(client);
                  }
                }
                return waiting.isEmpty();
              });

      assertThat(seen).hasSize(1000);
      // Ten that open transactions, the timer, and at most four for I/O.
      assertThat(threads()).isLessThanOrEqualTo(15);
      clients.remove(0).close();
      await().ignoreExceptions().until(() -> RawClient.greeted(sink.port()), clients::add);
    }
  }

  @Test
  void aReaderThatTakesItsTimeGetsItsBatchAndHoldsNobodyUp() throws Exception {
    Map<String, String> settings = Map.of("timeout", "30", "linger", "10000", "pollTimeout", "500");
    try (TestSink sink = TestSink.onMemory(LARGE, settings);
        RawClient slow = new RawClient(sink.port(), 4096);
        RawClient quick = RawClient.greeted(sink.port())) {
      sink.put(events(100, 100_000));
      slow.send(RawClient.frame(0, RawClient.greeting(), RawClient.ping())).read();
      slow.send(RawClient.frame(1, RawClient.poll(100)));
      await().until(slow::hasAnswer);
      sink.put(events(100, 10));

      int[] served = {0};
      RawClient.Answer answer =
          slow.readSlowly(
              100_000,
              () -> {
                if (served[0] < 100) {
                  quick.pollAndAck(1);
                  served[0]++;
                }
              });

      assertThat(served[0]).as("polls and acks between the slow one's reads").isEqualTo(100);
      EventBatch batch = answer.batch();
      assertThat(batch.getEvents()).hasSize(100);
      assertThat(slow.call(2, RawClient.ack(batch.getSequenceNumber())).error()).isNull();
      assertThat(quick.call(3, RawClient.poll(1)).batch().getEvents()).isEmpty();
    }
    assertThat(log.linesWith("closing the connection")).isEmpty();
  }

  @Test
  void anEventOf64MebibytesArrivesWhole() throws Exception {
    byte[] body = new byte[64 << 20];
    new Random(1).nextBytes(body);
    try (TestSink sink = TestSink.onMemory(LARGE, Map.of());
        RawClient client = RawClient.greeted(sink.port())) {
      sink.put(List.of(EventBuilder.withBody(body), EventBuilder.withBody("next", UTF_8)));

      EventBatch batch = client.call(1, RawClient.poll(10)).batch();
      assertThat(batch.getEvents()).hasSize(1);
      assertThat(batch.getEvents().get(0).getBody()).isEqualTo(ByteBuffer.wrap(body));
      assertThat(client.call(2, RawClient.ack(batch.getSequenceNumber())).error()).isNull();
      client.pollAndAck(1);
    }
  }
}
