package org.apache.spark.streaming.flume.sink.internal.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flume.ChannelException;
import org.apache.spark.streaming.flume.sink.internal.batch.FakeReply.Answer;
import org.apache.spark.streaming.flume.sink.internal.batch.OpenBatch.Settlement;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchOutcome.Result;
import org.junit.jupiter.api.Test;

/** How a batch can end, each way with its one outcome. */
class SettlementTest {

  private final FakeChannel channel = new FakeChannel();
  private final EngineFixture engine = new EngineFixture(channel);

  @Test
  void anAckIsAnsweredOnceTheCommitHasHappened() throws Exception {
    try (engine) {
      engine.start();
      channel.put("a", "b");
      Answer batch = engine.poll(10).await();

      assertThat(engine.ack(batch.sequence()).get()).isNull();

      assertThat(channel.commits).hasValue(1);
      assertThat(channel.content()).isEmpty();
      engine.awaitResults(Result.ACKED);
      assertThat(engine.outcomes.get(0).events()).isEqualTo(2);
      assertThat(engine.outcomes.get(0).bytes()).isEqualTo(2);
    }
  }

  @Test
  void nothingIsCommittedBeforeTheAck() throws Exception {
    try (engine) {
      engine.start();
      channel.put("a");
      engine.poll(10).await();

      assertThat(channel.commits).hasValue(0);
      assertThat(channel.rollbacks).hasValue(0);
      assertThat(channel.open()).isEqualTo(1);
    }
    assertThat(channel.content()).as("rolled back by the stop").containsExactly("a");
  }

  @Test
  void aNackGivesTheEventsBackInOrder() throws Exception {
    try (engine) {
      engine.start();
      channel.put("a", "b", "c");
      Answer batch = engine.poll(2).await();

      assertThat(engine.nack(batch.sequence()).get()).isNull();

      assertThat(channel.content()).containsExactly("a", "b", "c");
      assertThat(engine.poll(2).await().bodies()).containsExactly("a", "b");
      engine.awaitResults(Result.NACKED);
    }
  }

  @Test
  void aSecondAckIsAnsweredAndChangesNothing() throws Exception {
    try (engine) {
      engine.start();
      channel.put("a");
      String sequence = engine.poll(1).await().sequence();
      engine.ack(sequence).get();

      assertThat(engine.ack(sequence).get()).isNull();

      assertThat(channel.commits).hasValue(1);
      assertThat(engine.late).hasValue(1);
    }
  }

  @Test
  void anAckAfterANackIsAnsweredAndCommitsNothing() throws Exception {
    try (engine) {
      engine.start();
      channel.put("a");
      String sequence = engine.poll(1).await().sequence();
      engine.nack(sequence).get();

      assertThat(engine.ack(sequence).get()).isNull();

      assertThat(channel.commits).hasValue(0);
      assertThat(channel.content()).containsExactly("a");
      assertThat(engine.late).hasValue(1);
    }
  }

  @Test
  void aNackAfterAnAckIsAnsweredAndRollsNothingBack() throws Exception {
    try (engine) {
      engine.start();
      channel.put("a");
      String sequence = engine.poll(1).await().sequence();
      engine.ack(sequence).get();

      assertThat(engine.nack(sequence).get()).isNull();

      assertThat(channel.rollbacks).hasValue(0);
      assertThat(engine.late).hasValue(1);
    }
  }

  @Test
  void anAckOfAnUnknownNumberIsAnsweredAndCounted() throws Exception {
    try (engine) {
      engine.start();

      assertThat(engine.ack("no such batch\n").get()).isNull();
      assertThat(engine.nack("x".repeat(10_000)).get()).isNull();

      assertThat(engine.late).hasValue(2);
    }
  }

  @Test
  void anAckOfAnEmptyBatchIsHarmlessAndNotCounted() throws Exception {
    engine.pollTimeout = Duration.ofMillis(10);
    try (engine) {
      engine.start();
      assertThat(engine.poll(1).await().isEmpty()).isTrue();

      assertThat(engine.ack("").get()).isNull();

      assertThat(engine.late).hasValue(0);
    }
  }

  @Test
  void aBatchThatNobodySettlesIsRolledBackAfterTheTimeout() throws Exception {
    engine.timeout = Duration.ofMillis(50);
    try (engine) {
      engine.start();
      channel.put("a");
      FakeReply reply = engine.poll(1);
      String sequence = reply.await().sequence();

      await("the timeout").until(() -> engine.results().contains(Result.TIMED_OUT));

      assertThat(channel.content()).containsExactly("a");
      assertThat(engine.ack(sequence).get()).as("a late ack is answered").isNull();
      assertThat(channel.content()).as("and has no effect").containsExactly("a");
      assertThat(engine.client(1).abandoned).as("the connection is left alone").isNotDone();
    }
  }

  @Test
  void theClientsTimeStartsWhenTheReplyHasBeenWritten() throws Exception {
    FakeClock clock = new FakeClock();
    CompletableFuture<Settlement> settlement = new CompletableFuture<>();
    Thread owner = new Thread(() -> {}, "not started: unparking it does nothing");
    OpenBatch batch =
        new OpenBatch(new AdmittedPoll(null, null, "s1", null), 1, owner, clock, () -> {});
    clock.advance(90);
    batch.written();
    Thread waiting = new Thread(() -> settlement.complete(batch.awaitSettlement(100)));
    waiting.start();

    clock.advance(99);
    long reads = clock.reads();
    await("the deadline to be looked at").until(() -> clock.reads() > reads + 2);
    assertThat(settlement).isNotDone();

    clock.advance(1);
    assertThat(settlement.get(30, TimeUnit.SECONDS)).isEqualTo(Settlement.TIMED_OUT);
    waiting.join();
    assertThat(batch.held()).isEqualTo(Duration.ofNanos(100));
  }

  @Test
  void aReplyThatCannotBeWrittenIsRolledBackAtOnce() throws Exception {
    try (engine) {
      engine.start();
      channel.put("a");
      FakeReply reply = engine.poll(1, FakeReply.notReading(), 1);

      reply.awaitSend().failed(new IOException("connection reset"));

      await("the rollback").until(() -> channel.rollbacks.get() == 1);
      await("the outcome").until(() -> engine.results().equals(List.of(Result.ABORTED)));
      assertThat(channel.content()).containsExactly("a");
    }
  }

  @Test
  void aClientThatNeverReadsLosesItsBatchAndItsConnectionAfterTheTimeout() throws Exception {
    engine.timeout = Duration.ofMillis(50);
    try (engine) {
      engine.start();
      channel.put("a");
      FakeReply reply = engine.poll(1, FakeReply.notReading(), 1);
      reply.awaitSend();

      await("the connection to be abandoned").until(engine.client(1).abandoned::isDone);

      assertThat(channel.content()).containsExactly("a");
      assertThat(engine.client(1).abandoned.get()).contains("did not read batch s1");
    }
  }

  @Test
  void theEndOfAConnectionRollsItsOpenBatchesBackAndNoOthers() throws Exception {
    try (engine) {
      engine.start();
      channel.put("a", "b");
      FakeReply gone = engine.poll(1, FakeReply.reading(), 1);
      gone.await();
      FakeReply other = engine.poll(1, FakeReply.reading(), 2);
      String sequence = other.await().sequence();

      engine.disconnect(1);

      await("the rollback").until(() -> engine.results().contains(Result.ABORTED));
      assertThat(channel.content()).containsExactly("a");
      assertThat(engine.ack(sequence).get()).isNull();
      assertThat(channel.commits).hasValue(1);
    }
  }

  @Test
  void aCommitThatFailsIsRolledBackAndToldToTheOneWhoAcked() throws Exception {
    try (engine) {
      engine.start();
      channel.put("a");
      String sequence = engine.poll(1).await().sequence();
      channel.onCommit =
          () -> {
            throw new ChannelException("disk full");
          };

      String failure = engine.ack(sequence).get();

      assertThat(failure).contains("commit failed").contains("disk full");
      engine.awaitResults(Result.ABORTED);
      channel.onCommit = () -> {};
      assertThat(channel.content()).containsExactly("a");
      assertThat(engine.poll(1).await().bodies()).containsExactly("a");
    }
  }

  @Test
  void aRollbackThatFailsLeavesTheThreadAbleToServe() throws Exception {
    engine.threads = 1;
    try (engine) {
      engine.start();
      channel.put("a");
      String sequence = engine.poll(1).await().sequence();
      channel.onRollback =
          () -> {
            throw new ChannelException("no");
          };
      engine.nack(sequence).get();
      channel.onRollback = () -> {};

      assertThat(engine.poll(1).await().bodies()).containsExactly("a");
    }
  }

  @Test
  void anAckIsAnsweredByWhatTheCommitDidAlsoIfTheTransactionCannotBeClosed() throws Exception {
    engine.threads = 1;
    try (engine) {
      engine.start();
      channel.put("a", "b");
      String sequence = engine.poll(1).await().sequence();
      channel.onClose =
          () -> {
            throw new IllegalStateException("closing failed");
          };

      assertThat(engine.ack(sequence).get()).as("the event has left the channel").isNull();
      assertThat(channel.content()).containsExactly("b");

      channel.onClose = () -> {};
      assertThat(engine.poll(1).await().bodies()).containsExactly("b");
    }
  }

  @Test
  void aReplyThatCannotBeMadeCostsNoEventAndNoThread() throws Exception {
    engine.threads = 1;
    try (engine) {
      engine.start();
      channel.put("a");
      FakeReply noMemory = FakeReply.reading();
      noMemory.openFault = new OutOfMemoryError("direct memory");
      engine.poll(1, noMemory, 1);
      assertThat(noMemory.await().error()).contains("direct memory");
      FakeReply noSend = FakeReply.reading();
      noSend.sendFault = new OutOfMemoryError("direct memory");
      engine.poll(1, noSend, 2);
      await("the connection to be given up").until(engine.client(2).abandoned::isDone);

      assertThat(engine.poll(1).await().bodies()).containsExactly("a");

      engine.awaitResults(Result.ABORTED, Result.ABORTED);
    }
  }

  @Test
  void aTransactionThatCannotBeClosedCostsItsThreadWhichIsReplaced() throws Exception {
    engine.threads = 1;
    try (engine) {
      engine.start();
      channel.put("a");
      String sequence = engine.poll(1).await().sequence();
      channel.onClose =
          () -> {
            throw new IllegalStateException("can't close");
          };
      engine.nack(sequence).get();
      channel.onClose = () -> {};

      assertThat(engine.poll(1).await().bodies()).containsExactly("a");
    }
  }
}
