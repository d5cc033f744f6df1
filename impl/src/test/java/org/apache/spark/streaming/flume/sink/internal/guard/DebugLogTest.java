package org.apache.spark.streaming.flume.sink.internal.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** When the level of the log is raised and when it goes back. */
class DebugLogTest {

  private final AtomicLong now = new AtomicLong();
  private final List<String> done = new ArrayList<>();
  private final DebugLog.Shared shared =
      new DebugLog.Shared(
          () -> {
            done.add("raised");
            return () -> done.add("put back");
          });
  private final DebugLog one = new DebugLog(shared, now::get);
  private final DebugLog other = new DebugLog(shared, now::get);

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  @Test
  void itGoesBackByItselfAfterTenMinutes() {
    one.begin();
    assertThat(one.secondsLeft()).isEqualTo(600);
    pass(DebugLog.PERIOD.minusMillis(1));
    assertThat(one.endIfOver()).isFalse();
    assertThat(one.secondsLeft()).isEqualTo(1);
    pass(Duration.ofMillis(1));

    assertThat(one.endIfOver()).isTrue();

    assertThat(one.endIfOver()).isFalse();
    assertThat(one.secondsLeft()).isZero();
    assertThat(done).containsExactly("raised", "put back");
  }

  @Test
  void beginningAgainBeginsTheTimeAnewAndRaisesNothingTwice() {
    one.begin();
    pass(Duration.ofMinutes(9));
    one.begin();
    pass(Duration.ofMinutes(9));

    assertThat(one.endIfOver()).isFalse();
    assertThat(one.end()).isTrue();
    assertThat(one.end()).isFalse();
    assertThat(done).containsExactly("raised", "put back");
  }

  @Test
  void theLevelStaysUntilTheLastOfTwoSinksHasEnded() {
    one.begin();
    other.begin();
    assertThat(one.end()).isTrue();
    assertThat(done).containsExactly("raised");

    assertThat(other.end()).isTrue();

    assertThat(done).containsExactly("raised", "put back");
  }

  @Test
  void aLogWhoseLevelCanNotBeSetLeavesEverythingAsItWas() {
    DebugLog.Shared without =
        new DebugLog.Shared(
            () -> {
              throw new IllegalStateException("not this one");
            });
    DebugLog log = new DebugLog(without, now::get);

    assertThatThrownBy(log::begin).hasMessage("not this one");
    assertThatThrownBy(log::begin).hasMessage("not this one");

    assertThat(log.secondsLeft()).isZero();
    assertThat(log.end()).isFalse();
  }

  @Test
  void withoutLog4jTheErrorTellsWhatElseToDo() {
    assertThatThrownBy(new DebugLog(now::get)::begin)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("here it is org.slf4j.impl.SimpleLoggerFactory")
        .hasMessageContaining("in Karaf: log:set DEBUG org.apache.spark.streaming.flume.sink");
  }
}
