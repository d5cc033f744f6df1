package org.apache.spark.streaming.flume.sink.internal.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.spark.streaming.flume.sink.spi.admission.Admission;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchAdmissionPolicy;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchOutcome;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchOutcome.Result;
import org.apache.spark.streaming.flume.sink.spi.admission.PollRequest;
import org.junit.jupiter.api.Test;

/** That a stop ends, and what it leaves. */
class StopTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final FakeChannel channel = new FakeChannel();
  private final EngineFixture engine = new EngineFixture(channel);

  @Test
  void openBatchesAreRolledBackAndWaitingPollsAreTold() throws Exception {
    engine.threads = 10;
    try (engine) {
      engine.start();
      channel.putNumbered(0, 10);
      List<FakeReply> replies = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        replies.add(engine.poll(1));
      }
      await("ten open batches")
          .until(() -> replies.stream().filter(FakeReply::isAnswered).count() == 10);

      assertThat(engine.engine().stop(LIMIT)).isTrue();

      assertThat(channel.content()).hasSize(10);
      assertThat(channel.open()).isZero();
      assertThat(replies).allMatch(FakeReply::isAnswered);
      assertThat(engine.results()).containsOnly(Result.ABORTED);
    }
  }

  @Test
  void anAckThatCameBeforeTheStopIsCommittedAndAnswered() throws Exception {
    CountDownLatch committing = new CountDownLatch(1);
    CountDownLatch mayCommit = new CountDownLatch(1);
    try (engine) {
      engine.start();
      channel.put("a");
      String sequence = engine.poll(1).await().sequence();
      channel.onCommit =
          () -> {
            committing.countDown();
            EngineFixture.awaitUninterrupted(mayCommit);
          };
      CompletableFuture<String> ack = engine.ack(sequence);
      assertThat(committing.await(30, TimeUnit.SECONDS)).as("the commit began").isTrue();
      CompletableFuture<Boolean> stop =
          CompletableFuture.supplyAsync(() -> engine.engine().stop(LIMIT));

      mayCommit.countDown();

      assertThat(stop.get(30, TimeUnit.SECONDS)).isTrue();
      assertThat(ack.get()).isNull();
      assertThat(channel.commits).hasValue(1);
    }
  }

  @Test
  void aPolicyThatHangsInItsNotesHoldsUpNeitherOtherPollsNorTheStop() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    FakeClock clock = new FakeClock();
    engine.clock = clock;
    engine.pollTimeout = Duration.ofSeconds(1);
    engine.policy =
        new BatchAdmissionPolicy() {
          @Override
          public Admission admit(PollRequest poll) {
            return EngineFixture.accepting().admit(poll);
          }

          @Override
          public void settled(BatchOutcome outcome) {
            EngineFixture.awaitUninterrupted(never);
          }
        };
    try (engine) {
      engine.start();
      FakeReply one = engine.poll(1, FakeReply.reading(), 1);
      FakeReply two = engine.poll(1, FakeReply.reading(), 2);
      await("both to be admitted").until(() -> engine.accepted.get() == 2);
      clock.advance(Duration.ofSeconds(1).toNanos());
      assertThat(one.await().isEmpty()).isTrue();
      assertThat(two.await().isEmpty()).isTrue();

      assertThat(engine.engine().stop(Duration.ofMillis(200))).as("all threads gone").isFalse();

      never.countDown();
      await("the notes to end").until(() -> engine.outcomes.size() == 2);
    }
  }

  @Test
  void aPollAfterTheStopIsToldSo() throws Exception {
    try (engine) {
      engine.start();
      engine.engine().stop(LIMIT);

      assertThat(engine.poll(1).await().error()).contains("stopping");
    }
  }

  @Test
  void aStopThatACommitHoldsUpReturnsAfterItsLimitAndSaysSo() throws Exception {
    CountDownLatch mayCommit = new CountDownLatch(1);
    try (engine) {
      engine.start();
      channel.put("a");
      String sequence = engine.poll(1).await().sequence();
      CountDownLatch committing = new CountDownLatch(1);
      channel.onCommit =
          () -> {
            committing.countDown();
            EngineFixture.awaitUninterrupted(mayCommit);
          };
      CompletableFuture<String> ack = engine.ack(sequence);
      assertThat(committing.await(30, TimeUnit.SECONDS)).as("the commit began").isTrue();

      assertThat(engine.engine().stop(Duration.ofMillis(50))).isFalse();

      mayCommit.countDown();
      assertThat(ack.get()).isNull();
    }
  }

  @Test
  void anInterruptOfTheStoppingThreadDoesNotCutTheRollbacksShort() throws Exception {
    try (engine) {
      engine.start();
      channel.put("a");
      engine.poll(1).await();

      Thread.currentThread().interrupt();
      boolean stopped = engine.engine().stop(LIMIT);

      assertThat(Thread.interrupted()).as("the flag is kept for the caller").isTrue();
      assertThat(stopped).isTrue();
      assertThat(channel.content()).containsExactly("a");
    }
  }
}
