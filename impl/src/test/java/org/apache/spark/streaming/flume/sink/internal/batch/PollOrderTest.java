package org.apache.spark.streaming.flume.sink.internal.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which of several polls comes first, with several threads that could serve it. */
@Timeout(60)
class PollOrderTest {

  private final FakeChannel channel = new FakeChannel();
  private final EngineFixture engine = new EngineFixture(channel);

  @Test
  void theNextPollOfAConnectionIsJudgedWhenTheOneBeforeHasBeenAndKeepsBehindIt() throws Exception {
    List<Integer> judged = new CopyOnWriteArrayList<>();
    CountDownLatch first = new CountDownLatch(1);
    engine.policy =
        poll -> {
          judged.add(poll.requestedEvents());
          if (poll.requestedEvents() == 1) {
            EngineFixture.awaitUninterrupted(first);
          }
          return EngineFixture.accepting().admit(poll);
        };
    try (engine) {
      engine.start();
      FakeReply one = engine.poll(1);
      FakeReply two = engine.poll(2);
      await("the first to be asked about").until(() -> judged.contains(1));
      channel.put("a");
      FakeReply other = engine.poll(3, FakeReply.reading(), 2);
      assertThat(other.await().bodies()).as("no other connection waits").containsExactly("a");
      assertThat(judged).containsExactly(1, 3);

      first.countDown();
      await("both to be admitted").until(() -> engine.accepted.get() == 3);
      channel.put("b", "c");

      assertThat(one.await().bodies()).containsExactly("b");
      assertThat(two.await().bodies()).containsExactly("c");
      assertThat(judged).containsExactly(1, 3, 2);
    }
  }

  @Test
  void aNewcomerHasTheNextTransactionHoweverManyPollsAnotherHostHas() throws Exception {
    engine.threads = 3;
    try (engine) {
      engine.start();
      channel.putNumbered(0, 10);
      for (int connection = 100; connection < 140; connection++) {
        engine.poll(1, FakeReply.reading(), connection, "crowd");
      }
      await("all transactions to be open").until(() -> engine.engine().state().openBatches() == 3);
      assertThat(engine.engine().openBatchesOfBusiestHost()).as("one host has all").isEqualTo(3);
      FakeReply newcomer = engine.poll(1, FakeReply.reading(), 1, "newcomer");

      engine.disconnect(100);

      assertThat(newcomer.await().bodies()).hasSize(1);
      assertThat(engine.engine().openBatchesOfBusiestHost()).isEqualTo(2);
    }
  }
}
