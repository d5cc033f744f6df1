package org.apache.spark.streaming.flume.sink.internal.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When the sink says that nobody polls. */
class PollSilenceTest {

  private final PollSilence silence = new PollSilence(0);

  private Optional<String> after(int seconds, long events, long capacity, int waiting) {
    return silence.look(
        new EngineState(events, capacity, -1, 0, 0, waiting, -1),
        Duration.ofSeconds(seconds).toNanos());
  }

  @Test
  void itIsToldAfterFiveMinutesAndThenOnceAMinute() {
    assertThat(after(299, 7, 100, 0)).isEmpty();
    assertThat(after(300, 7, 100, 0))
        .hasValue(
            "no client has polled for 300 s, and the channel holds 7 of the 100 events that fit"
                + " into it");
    assertThat(after(301, 7, 100, 0)).isEmpty();
    assertThat(after(359, 7, 100, 0)).isEmpty();
    assertThat(after(360, 8, 100, 0)).get().asString().contains("for 360 s", "holds 8 of");
  }

  @Test
  void anEmptyChannelNeedsNoClient() {
    assertThat(after(1000, 0, 100, 0)).isEmpty();
    assertThat(after(1001, 1, 100, 0)).isPresent();
  }

  @Test
  void aChannelThatDoesNotTellIsTakenForOneThatHoldsEvents() {
    assertThat(after(300, -1, -1, 0))
        .hasValue(
            "no client has polled for 300 s, and the channel does not tell whether it holds events");
  }

  @Test
  void aPollAndAlsoOneThatStillWaitsBeginsTheTimeAnew() {
    silence.polled(Duration.ofSeconds(200).toNanos());
    assertThat(after(499, 7, 100, 0)).isEmpty();
    assertThat(after(500, 7, 100, 1)).isEmpty();
    assertThat(after(799, 7, 100, 0)).isEmpty();
    assertThat(after(800, 7, 100, 0)).isPresent();
  }
}
