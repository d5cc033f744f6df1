package org.apache.spark.streaming.flume.sink.internal.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchOutcome.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the engine makes of the only clock it knows, which counts from anywhere and never back. */
@Timeout(60)
class ClockTest {

  private static final long SOON = 20_000_000;

  private final FakeChannel channel = new FakeChannel();
  private final EngineFixture engine = new EngineFixture(channel);

  @ParameterizedTest
  @ValueSource(longs = {Long.MAX_VALUE - SOON, Long.MIN_VALUE, -SOON, 0})
  void aClockMayCountFromAnywhereAndOverflow(long first) throws Exception {
    long offset = first - System.nanoTime();
    engine.clock = () -> System.nanoTime() + offset;
    engine.timeout = Duration.ofMillis(60);
    engine.pollTimeout = Duration.ofMillis(60);
    try (engine) {
      engine.start();

      assertThat(engine.poll(1).await().isEmpty()).as("after the poll timeout").isTrue();
      channel.put("a");
      assertThat(pollUntilThereIsABatch()).containsExactly("a");
      await("the timeout").until(() -> engine.results().contains(Result.TIMED_OUT));
      assertThat(pollUntilThereIsABatch()).containsExactly("a");
    }
  }

  /** On a machine that is busy, a poll may have waited its time before it is looked at. */
  private List<String> pollUntilThereIsABatch() throws Exception {
    FakeReply.Answer answer;
    do {
      answer = engine.poll(1).await();
    } while (answer.isEmpty());
    return answer.bodies();
  }

  /** A machine that was suspended: on some systems its monotonic clock has gone on. */
  @Test
  void anHourThatPassesAtOnceEndsWhatIsDueAndNothingElse() throws Exception {
    AtomicLong jump = new AtomicLong();
    engine.clock = () -> System.nanoTime() + jump.get();
    engine.timeout = Duration.ofSeconds(1);
    engine.pollTimeout = Duration.ofSeconds(1);
    try (engine) {
      engine.start();
      channel.put("held");
      String sequence = engine.poll(1).await().sequence();

      jump.set(Duration.ofHours(1).toNanos());

      await("the timeout").until(() -> engine.results().equals(List.of(Result.TIMED_OUT)));
      assertThat(engine.ack(sequence).get()).isNull();
      assertThat(channel.content()).as("the ack came too late").containsExactly("held");
      FakeReply again = engine.poll(1);
      assertThat(again.await().bodies()).containsExactly("held");
      assertThat(engine.ack(again.await().sequence()).get()).isNull();
      assertThat(channel.content()).isEmpty();
    }
  }
}
