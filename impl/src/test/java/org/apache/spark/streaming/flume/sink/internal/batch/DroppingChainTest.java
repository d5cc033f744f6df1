package org.apache.spark.streaming.flume.sink.internal.batch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.streaming.flume.sink.internal.transform.OnError;
import org.apache.spark.streaming.flume.sink.internal.transform.StageRules;
import org.apache.spark.streaming.flume.sink.internal.transform.TransformerChain;
import org.apache.spark.streaming.flume.sink.internal.transform.TransformerStage;
import org.apache.spark.streaming.flume.sink.spi.admission.Admission;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A chain that drops every event: whatever the poll asked for, a transaction takes a bounded part
 * of the channel and a bounded time, and in the end all has gone.
 */
@Timeout(60)
class DroppingChainTest {

  private final FakeChannel channel = new FakeChannel();
  private final EngineFixture engine = new EngineFixture(channel);
  private final ConcurrentLinkedQueue<Integer> takesOfTransactions = new ConcurrentLinkedQueue<>();
  private final AtomicInteger takes = new AtomicInteger();

  DroppingChainTest() {
    engine.chain = droppingAllBut("keep");
    channel.onTake = taken -> takes.set(taken + 1);
    channel.onCommit = () -> takesOfTransactions.add(takes.getAndSet(0));
  }

  private TransformerChain droppingAllBut(String prefix) {
    TransformerStage stage =
        new TransformerStage(
            "spark",
            StageRules.of("t", OnError.FAIL),
            (event, out) -> {
              if (event.bodyAsString(UTF_8).startsWith(prefix)) {
                out.emit(event);
              }
            },
            null,
            engine.calls,
            System::nanoTime);
    return new TransformerChain(List.of(stage));
  }

  @Test
  void theTakesOfATransactionAreBounded() throws Exception {
    engine.threads = 1;
    engine.linger = EngineFixture.NEVER;
    try (engine) {
      engine.start();
      channel.putNumbered(0, 25_000);
      FakeReply reply = engine.poll(1000);

      await("two full transactions").until(() -> channel.commits.get() == 2);
      await("the channel to be empty").until(() -> channel.content().isEmpty());
      assertThat(takesOfTransactions).startsWith(10_000, 10_000);
      assertThat(reply.isAnswered()).as("the third one lingers").isFalse();
    }
  }

  @Test
  void aPollForMoreThanThatMayTakeAsManyAsItAskedFor() throws Exception {
    engine.threads = 1;
    engine.linger = EngineFixture.NEVER;
    try (engine) {
      engine.start();
      channel.putNumbered(0, 12_000);
      engine.poll(12_000);

      await("the transaction").until(() -> channel.commits.get() == 1);
      assertThat(takesOfTransactions).startsWith(12_000);
    }
  }

  @Test
  void theBytesOfATransactionAreBounded() throws Exception {
    engine.threads = 1;
    engine.linger = EngineFixture.NEVER;
    engine.maxBytes = 1000;
    try (engine) {
      engine.start();
      for (int i = 0; i < 30; i++) {
        channel.put("x".repeat(100));
      }
      engine.poll(1000);

      await("the channel to be empty").until(() -> channel.commits.get() == 3);
      assertThat(takesOfTransactions).startsWith(10, 10, 10);
    }
  }

  @Test
  void theTimeOfATransactionIsBoundedByTheLingerAndASecond() throws Exception {
    FakeClock clock = new FakeClock();
    engine.clock = clock;
    engine.threads = 1;
    engine.linger = Duration.ofMillis(100);
    // Each take puts another event, so the channel never runs dry.
    channel.onTake =
        taken -> {
          takes.set(taken + 1);
          channel.put("more");
          clock.advance(Duration.ofMillis(10).toNanos());
        };
    try (engine) {
      engine.start();
      channel.put("first");
      engine.poll(1000);

      await("some transactions").until(() -> channel.commits.get() >= 3);
      assertThat(takesOfTransactions).allMatch(taken -> taken <= 112);
    }
  }

  @Test
  void aPollIsAnsweredAfterItsTimeoutHoweverManyEventsAreDropped() throws Exception {
    engine.pollTimeout = Duration.ofMillis(100);
    try (engine) {
      engine.start();
      channel.onTake = taken -> channel.put("more");
      channel.put("first");

      assertThat(engine.poll(1000).await().isEmpty()).isTrue();
      channel.onTake = taken -> {};
    }
  }

  @Test
  void aPollThatWaitsAgainBesideAnotherOfItsConnectionIsServedFirst() throws Exception {
    engine.threads = 1;
    engine.linger = Duration.ZERO;
    try (engine) {
      engine.start();
      FakeReply first = engine.poll(1);
      FakeReply second = engine.poll(1);
      await("both to be admitted").until(() -> engine.accepted.get() == 2);
      channel.put("dropped", "keep 1", "keep 2");

      assertThat(first.await().bodies()).containsExactly("keep 1");
      engine.ack(first.await().sequence()).get();
      assertThat(second.await().bodies()).containsExactly("keep 2");
    }
  }

  /**
   * Another thread may serve the poll before the one that let it wait again is through with it.
   * What that one does last must not undo what the other has begun.
   */
  @Test
  void aPollThatWaitsAgainBelongsToWhoeverServesItNext() throws Exception {
    engine.threads = 2;
    engine.linger = Duration.ZERO;
    CountDownLatch waitsAgain = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    engine.policy =
        poll ->
            poll.connection() == 2
                ? Admission.reject("wakes a thread", Duration.ZERO)
                : Admission.accept(BatchLimits.ofEvents(poll.maxEvents()));
    try (engine) {
      engine.start();
      engine.session(1, "host");
      FakeReply first = engine.poll(1, FakeReply.notReading(), 1);
      await("its admission").until(() -> engine.accepted.get() == 1);
      Semaphore once = new Semaphore(1);
      engine.client(1).onIsOpen =
          () -> {
            if (channel.commits.get() == 1 && once.tryAcquire()) {
              waitsAgain.countDown();
              EngineFixture.awaitUninterrupted(goOn);
            }
          };
      // More than a trickle, so that another thread may look as well.
      channel.putNumbered(0, 20);
      assertThat(waitsAgain.await(30, TimeUnit.SECONDS)).as("dropped, and back").isTrue();
      channel.put("keep 1");
      assertThat(engine.poll(1, FakeReply.reading(), 2).await().error()).isNotNull();
      assertThat(first.await().bodies()).containsExactly("keep 1");

      goOn.countDown();
      FakeReply second = engine.poll(1, FakeReply.reading(), 1);
      FakeReply other = engine.poll(1, FakeReply.reading(), 3);
      await("the other thread to be back").until(() -> engine.accepted.get() == 3);
      assertThat(engine.engine().state().openBatches()).isEqualTo(1);
      channel.put("keep 2");

      assertThat(other.await().bodies()).containsExactly("keep 2");
      assertThat(second.isAnswered()).as("while the first is unwritten").isFalse();
      first.awaitSend().written();
    }
  }
}
