package org.apache.spark.streaming.flume.sink.internal.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.apache.flume.ChannelException;
import org.apache.spark.streaming.flume.sink.internal.batch.FakeReply.Answer;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchOutcome.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a poll gets: events, nothing, or an error. */
class PollingTest {

  private final FakeChannel channel = new FakeChannel();
  private final EngineFixture engine = new EngineFixture(channel);

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
  void aPollForNoEventsIsAnErrorAtOnceAndOpensNoTransaction(int n) throws Exception {
    try (engine) {
      engine.start();

      Answer answer = engine.poll(n).await();

      assertThat(answer.error()).contains("n = " + n).contains("at least 1");
      assertThat(channel.begun).hasValue(0);
      assertThat(engine.refused).hasValue(1);
    }
  }

  @Test
  void aPollForTooManyEventsIsCapped() throws Exception {
    engine.maxEvents = 3;
    try (engine) {
      engine.start();
      channel.putNumbered(0, 10);

      assertThat(engine.poll(Integer.MAX_VALUE).await().bodies()).containsExactly("0", "1", "2");
    }
  }

  @Test
  void aBatchIsSealedOnceItReachesTheLimitInBytes() throws Exception {
    engine.maxBytes = 5;
    try (engine) {
      engine.start();
      channel.put("four", "also", "more");

      assertThat(engine.poll(10).await().bodies()).containsExactly("four", "also");
    }
  }

  @Test
  void aPollOnAnEmptyChannelGetsAnEmptyBatchAfterThePollTimeout() throws Exception {
    engine.pollTimeout = Duration.ofMillis(30);
    try (engine) {
      engine.start();

      assertThat(engine.poll(1).await().isEmpty()).isTrue();

      await("the outcome").until(() -> engine.results().equals(List.of(Result.EMPTY)));
    }
  }

  @Test
  void aPollWhoseAdmissionTakesLongerThanItsPollTimeoutIsStillAnswered() throws Exception {
    engine.pollTimeout = Duration.ofMillis(1);
    engine.policy =
        poll -> {
          // So that the timer looks for deadlines while the poll is in no queue.
          LockSupport.parkNanos(Duration.ofMillis(3).toNanos());
          return EngineFixture.accepting().admit(poll);
        };
    try (engine) {
      engine.start();
      for (int i = 0; i < 50; i++) {
        assertThat(engine.poll(1).await().isEmpty()).isTrue();
      }
    }
  }

  @Test
  void aPollWaitsForAnEventThatComesLater() throws Exception {
    try (engine) {
      engine.start();
      FakeReply reply = engine.poll(1);
      await("some looks at the empty channel").until(() -> channel.begun.get() > 2);
      assertThat(reply.isAnswered()).isFalse();

      channel.put("late");

      assertThat(reply.await().bodies()).containsExactly("late");
    }
  }

  @Test
  void pollsAreServedInTheOrderInWhichTheyCame() throws Exception {
    engine.threads = 1;
    try (engine) {
      engine.start();
      List<FakeReply> replies = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        replies.add(engine.poll(1));
      }
      channel.putNumbered(0, 5);

      for (int i = 0; i < 5; i++) {
        Answer answer = replies.get(i).await();
        assertThat(answer.bodies()).containsExactly(String.valueOf(i));
        engine.ack(answer.sequence()).get();
      }
    }
  }

  @Test
  void anyNumberOfWaitingPollsHoldsOneThreadAndNoAck() throws Exception {
    engine.threads = 2;
    try (engine) {
      engine.start();
      channel.put("a");
      String sequence = engine.poll(1).await().sequence();
      for (int i = 0; i < 500; i++) {
        engine.poll(1, FakeReply.reading(), 2);
      }

      assertThat(engine.ack(sequence).get()).isNull();

      assertThat(channel.open()).as("the lookout's transaction at the most").isLessThan(2);
      await("all to wait").until(() -> engine.engine().waitingPolls() == 500);
    }
  }

  @Test
  void whenAllTransactionsAreOpenFurtherPollsWaitAndAreServedAsTheyEnd() throws Exception {
    engine.threads = 2;
    try (engine) {
      engine.start();
      channel.put("a", "b", "c");
      Answer first = engine.poll(1).await();
      engine.poll(1).await();
      FakeReply third = engine.poll(1);
      assertThat(third.isAnswered()).isFalse();

      engine.ack(first.sequence()).get();

      assertThat(third.await().bodies()).containsExactly("c");
    }
  }

  @Test
  void aPollThatFindsAllTransactionsOpenGetsAnEmptyBatchAfterThePollTimeout() throws Exception {
    engine.threads = 1;
    engine.pollTimeout = Duration.ofMillis(50);
    try (engine) {
      engine.start();
      channel.put("a", "b");
      engine.poll(1).await();

      assertThat(engine.poll(1).await().isEmpty()).isTrue();
    }
  }

  @Test
  void aWaitingPollWhoseClientLeavesIsForgotten() throws Exception {
    try (engine) {
      engine.start();
      FakeReply gone = engine.poll(1, FakeReply.reading(), 7);
      await("its admission").until(() -> engine.accepted.get() == 1);
      engine.disconnect(7);
      await("its outcome").until(() -> engine.results().equals(List.of(Result.EMPTY)));

      channel.put("for another");

      assertThat(engine.poll(1, FakeReply.reading(), 8).await().bodies())
          .containsExactly("for another");
      assertThat(gone.isAnswered()).isFalse();
    }
  }

  @Test
  void aTransactionThatCannotBeginIsAnErrorAndHeals() throws Exception {
    channel.onBegin =
        () -> {
          throw new ChannelException("channel is closed");
        };
    try (engine) {
      engine.start();
      channel.put("a");
      assertThat(engine.poll(1).await().error()).contains("fake").contains("channel is closed");

      channel.onBegin = () -> {};

      assertThat(engine.poll(1).await().bodies()).containsExactly("a");
    }
  }

  @Test
  void aFirstTakeThatFailsIsAnError() throws Exception {
    channel.onTake =
        taken -> {
          throw new ChannelException("no disk");
        };
    try (engine) {
      engine.start();
      channel.put("a");

      assertThat(engine.poll(1).await().error()).contains("no disk");

      channel.onTake = taken -> {};
      assertThat(channel.content()).containsExactly("a");
      engine.awaitResults(Result.ABORTED);
    }
  }

  @Test
  void aLaterTakeThatFailsRollsTheWholeBatchBack() throws Exception {
    channel.onTake =
        taken -> {
          if (taken == 2) {
            throw new ChannelException("take failed", new IOException("bad sector"));
          }
        };
    try (engine) {
      engine.start();
      channel.putNumbered(0, 5);

      FakeReply reply = engine.poll(5);

      assertThat(reply.await().error()).contains("take failed");
      channel.onTake = taken -> {};
      assertThat(channel.content()).containsExactly("0", "1", "2", "3", "4");
      assertThat(reply.writersOpen).as("buffers that were not given back").hasValue(0);
    }
  }

  @Test
  void theCapacityOfAChannelThatDoesNotTellItIsLearned() throws Exception {
    channel.onTake =
        taken -> {
          if (taken == 3) {
            throw new ChannelException("take list full");
          }
        };
    try (engine) {
      engine.start();
      channel.putNumbered(0, 6);

      Answer first = engine.poll(5).await();
      Answer second = engine.poll(5).await();

      assertThat(first.bodies()).containsExactly("0", "1", "2");
      assertThat(second.bodies()).containsExactly("3", "4", "5");
      assertThat(channel.rollbacks).as("seen twice, then known").hasValue(2);
    }
  }

  @Test
  void anErrorInsideTheSinkRollsTheBatchBackAndTheThreadGoesOn() throws Exception {
    engine.threads = 1;
    try (engine) {
      engine.start();
      FakeReply broken = FakeReply.reading();
      broken.encodingFault = new IllegalArgumentException("can't encode");
      channel.put("a");

      engine.poll(1, broken, 1);

      assertThat(broken.await().error()).contains("can't encode");
      assertThat(broken.writersOpen).hasValue(0);
      assertThat(engine.poll(1).await().bodies()).containsExactly("a");
    }
  }
}
