package org.apache.spark.streaming.flume.sink.internal.batch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.management.JMException;
import javax.management.ObjectName;
import org.apache.flume.Transaction;
import org.apache.flume.channel.MemoryChannel;
import org.apache.flume.event.EventBuilder;
import org.apache.spark.streaming.flume.sink.TestSink;
import org.apache.spark.streaming.flume.sink.internal.batch.FakeReply.Answer;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchOutcome.Result;
import org.junit.jupiter.api.Test;

/**
 * On a MemoryChannel whose take waits for an hour: whatever happens in less was not waited for.
 * That an answer comes at all is the assertion.
 */
class LingerTest {

  private final MemoryChannel channel = TestSink.memoryChannel(Map.of("keep-alive", "3600"));
  private final EngineFixture engine = new EngineFixture(channel);

  @Test
  void aBatchThatHoldsAnEventIsSentAfterTheLinger() throws Exception {
    engine.linger = Duration.ofMillis(20);
    try (engine) {
      engine.start();
      put("only one");

      Answer batch = engine.poll(100).await();

      assertThat(batch.bodies()).containsExactly("only one");
      assertThat(engine.ack(batch.sequence()).get()).isNull();
    }
  }

  @Test
  void eventsThatComeDuringTheLingerTravelInOneBatch() throws Exception {
    engine.linger = EngineFixture.NEVER;
    try (engine) {
      engine.start();
      FakeReply reply = engine.poll(3);
      engine.poll(3);

      put("one");
      put("two");
      put("three");

      assertThat(reply.await().bodies()).containsExactly("one", "two", "three");
    }
  }

  /** What is taken keeps its room until it is committed. */
  @Test
  void whereOpenBatchesHoldAllThatThereIsRoomForNoMoreEventsAreWaitedFor() throws Exception {
    MemoryChannel small =
        TestSink.memoryChannel(
            Map.of("keep-alive", "3600", "capacity", "4", "transactionCapacity", "4"));
    try (EngineFixture full = new EngineFixture(small)) {
      full.linger = EngineFixture.NEVER;
      full.start();
      put(small, "one", "two");
      Answer open = full.poll(2).await();
      FakeReply reply = full.poll(4);

      put(small, "three", "four");

      assertThat(reply.await().bodies()).containsExactly("three", "four");
      assertThat(full.ack(open.sequence()).get()).isNull();
    }
  }

  @Test
  void eventsThatAreThereAreGatheredEvenWithoutALinger() throws Exception {
    FakeClock clock = new FakeClock();
    engine.clock = clock;
    engine.linger = Duration.ZERO;
    try (engine) {
      put("one", "two", "three");
      engine.start();
      FakeReply reply = engine.poll(10);
      await("a fourth take, which waits").until(() -> gauge("EventTakeAttemptCount") == 4);

      clock.advance(Duration.ofMillis(5).toNanos());

      assertThat(reply.await().bodies()).hasSize(3);
    }
  }

  @Test
  void anAckNeedsNoThreadThatAPollCouldHold() throws Exception {
    engine.threads = 2;
    engine.linger = Duration.ZERO;
    try (engine) {
      engine.start();
      put("a");
      Answer batch = engine.poll(1).await();
      for (int i = 0; i < 100; i++) {
        engine.poll(1, FakeReply.reading(), 2);
      }

      assertThat(engine.ack(batch.sequence()).get()).isNull();
    }
  }

  @Test
  void aPollTimesOutWhileATakeWaits() throws Exception {
    engine.pollTimeout = Duration.ofMillis(20);
    try (engine) {
      engine.start();

      assertThat(engine.poll(1).await().isEmpty()).isTrue();
    }
  }

  @Test
  void anEventThatWasTakenForAPollThatHasLeftIsGivenBack() throws Exception {
    FakeClock clock = new FakeClock();
    engine.clock = clock;
    engine.pollTimeout = Duration.ofSeconds(1);
    try (engine) {
      engine.start();
      FakeReply left = engine.poll(1);
      await("a take, which waits").until(() -> gauge("EventTakeAttemptCount") == 1);
      clock.advance(Duration.ofSeconds(1).toNanos());
      assertThat(left.await().isEmpty()).isTrue();

      put("nobody waits for it");

      assertThat(engine.poll(1).await().bodies()).containsExactly("nobody waits for it");
    }
  }

  @Test
  void stopEndsTakesThatWaitAndGivesEverythingBack() throws Exception {
    engine.linger = EngineFixture.NEVER;
    try (engine) {
      engine.start();
      FakeReply waiting = engine.poll(10);
      put("held in a batch that lingers");
      engine.poll(10);
      await("a second take, which waits").until(() -> gauge("EventTakeAttemptCount") == 2);

      assertThat(engine.engine().stop(Duration.ofSeconds(20))).isTrue();

      assertThat(waiting.await().error()).contains("stopping");
      assertThat(engine.results()).containsOnly(Result.ABORTED);
    }
    assertThat(gauge("ChannelSize")).isEqualTo(1);
  }

  private void put(String... bodies) {
    put(channel, bodies);
  }

  private static void put(MemoryChannel channel, String... bodies) {
    Transaction transaction = channel.getTransaction();
    transaction.begin();
    List.of(bodies).forEach(body -> channel.put(EventBuilder.withBody(body, UTF_8)));
    transaction.commit();
    transaction.close();
  }

  /** The channel's own gauges. */
  private static long gauge(String name) throws JMException {
    Object value =
        ManagementFactory.getPlatformMBeanServer()
            .getAttribute(new ObjectName("org.apache.flume.channel:type=memory"), name);
    return ((Number) value).longValue();
  }
}
