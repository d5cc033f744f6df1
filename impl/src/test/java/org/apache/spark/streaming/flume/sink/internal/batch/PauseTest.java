package org.apache.spark.streaming.flume.sink.internal.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What an engine does while delivery is paused. */
class PauseTest {

  private final FakeChannel channel = new FakeChannel();
  private final EngineFixture engine = new EngineFixture(channel);

  @Test
  void nobodyLooksForEventsAndPollsGoOnToComeAndToExpire() throws Exception {
    engine.pollTimeout = Duration.ofMillis(30);
    try (engine) {
      engine.start();
      engine.engine().pause(true);
      channel.put("a");

      assertThat(engine.poll(1).await().isEmpty()).isTrue();

      assertThat(channel.begun).hasValue(0);
      engine.engine().pause(false);
      assertThat(engine.poll(1).await().bodies()).containsExactly("a");
    }
  }

  @Test
  void aPollThatWaitsIsServedByTheEndOfThePause() throws Exception {
    try (engine) {
      engine.start();
      engine.engine().pause(true);
      channel.put("a");
      FakeReply reply = engine.poll(1);
      await("the poll to wait").until(() -> engine.accepted.get() == 1);

      engine.engine().pause(false);

      assertThat(reply.await().bodies()).containsExactly("a");
    }
  }

  @Test
  void anEventThatIsFoundWhileThePauseBeginsGoesBackIntoTheChannel() throws Exception {
    try (engine) {
      engine.start();
      channel.put("a");
      channel.onTake = taken -> engine.engine().pause(true);
      FakeReply reply = engine.poll(1);

      await("the look").until(() -> channel.rollbacks.get() == 1);

      assertThat(channel.content()).containsExactly("a");
      channel.onTake = taken -> {};
      engine.engine().pause(false);
      assertThat(reply.await().bodies()).containsExactly("a");
    }
  }

  @Test
  void clientsThatCouldNotBeServedAreNotMissed() {
    FakeClock clock = new FakeClock();
    engine.clock = clock;
    try (engine) {
      engine.start();
      channel.put("a");
      engine.engine().pause(true);
      clock.advance(PollSilence.SILENCE.toNanos());
      assertThat(engine.engine().silence()).isEmpty();

      engine.engine().pause(false);

      assertThat(engine.engine().silence()).isEmpty();
      clock.advance(PollSilence.SILENCE.toNanos());
      assertThat(engine.engine().silence()).isPresent();
    }
  }
}
