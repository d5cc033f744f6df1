package io.github.flumespark.sql.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flumespark.client.SinkState;
import io.github.flumespark.sql.watch.WatchState.Change;
import io.github.flumespark.sql.watch.WatchState.Phase;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The states of a watch: no thread, no connection, and a clock that is told. */
class WatchStateTest {

  private final WatchState state = new WatchState();
  private long now = 1_000_000_000_000L;

  private static SinkState has(long events) {
    return new SinkState(events, 100, -1, 0, 0, 0, -1);
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }

  private Duration toNextLook() {
    return Duration.ofNanos(state.nanosToNextLook(now));
  }

  @Test
  void aNewSinkIsLookedAtAtOnce() {
    assertThat(state.phase()).isEqualTo(Phase.NEW);
    assertThat(toNextLook()).isZero();
    assertThat(state.isAnswered(0)).as("nothing was asked").isTrue();
    assertThat(state.sighting(now)).isEqualTo(Sighting.NONE);
  }

  @Test
  void aSinkThatTellsAnswersWhatWasAskedBeforeTheLook() {
    long first = state.ask();
    state.looks();
    long second = state.ask();
    assertThat(state.told(has(7), now)).isEqualTo(Change.CAME_UP);
    assertThat(state.isAnswered(first)).isTrue();
    assertThat(state.isAnswered(second)).as("asked while the answer was on its way").isFalse();
    assertThat(toNextLook()).isZero();
    Sighting sighting = state.sighting(now);
    assertThat(sighting.isUp()).isTrue();
    assertThat(sighting.hasEvents()).isTrue();
    assertThat(sighting.tellsEvents()).isTrue();
    assertThat(sighting.problem()).isEmpty();
  }

  @Test
  void anIdleSinkThatTellsIsAskedNowAndThen() {
    state.looks();
    state.told(has(0), now);
    assertThat(toNextLook()).isEqualTo(WatchState.REFRESH);
    pass(Duration.ofSeconds(4));
    assertThat(toNextLook()).isEqualTo(WatchState.REFRESH.minusSeconds(4));
    pass(Duration.ofSeconds(6));
    assertThat(toNextLook()).isZero();
    state.looks();
    assertThat(state.told(has(0), now)).as("nothing new").isEqualTo(Change.NONE);
  }

  @Test
  void aPollThatWasAnsweredAnswersAllQuestions() {
    state.ask();
    state.looks();
    long later = state.ask();
    state.polled(true, now);
    assertThat(state.isAnswered(later)).isTrue();
    assertThat(state.sighting(now).hasEvents()).isTrue();
  }

  @Test
  void aSinkThatDoesNotTellIsPolledOnlyWhenSomebodyAsks() {
    state.ask();
    state.looks();
    state.polled(false, now);
    pass(Duration.ofDays(1));
    assertThat(state.nanosToNextLook(now)).isEqualTo(Long.MAX_VALUE);
    state.ask();
    assertThat(toNextLook()).isZero();
  }

  @Test
  void eventsThatWereSeenAndNotTakenAreNotLookedForAgain() {
    state.ask();
    state.looks();
    state.polled(true, now);
    long again = state.ask();
    assertThat(state.isAnswered(again)).isTrue();
    assertThat(state.nanosToNextLook(now)).isPositive();
    state.taken();
    assertThat(state.isAnswered(state.ask())).isFalse();
    assertThat(toNextLook()).isZero();
  }

  @Test
  void aSinkAtWhichAPollWaitsIsUpAndTheQuestionStaysOpen() {
    long question = state.ask();
    state.looks();
    assertThat(state.waits(now)).isEqualTo(Change.CAME_UP);
    assertThat(state.sighting(now).isUp()).isTrue();
    assertThat(state.sighting(now).hasEvents()).isFalse();
    assertThat(state.isAnswered(question)).isFalse();
    state.failed("gone", now);
    pass(Duration.ofHours(1));
    state.looks();
    assertThat(state.waits(now)).isEqualTo(Change.CAME_UP);
    assertThat(state.sighting(now).downFor()).isZero();
  }

  @Test
  void aChannelThatDoesNotCountLeavesTheQuestionOpen() {
    long question = state.ask();
    state.looks();
    assertThat(state.told(has(-1), now)).isEqualTo(Change.CAME_UP);
    assertThat(state.isAnswered(question)).as("a poll must tell").isFalse();
    assertThat(state.sighting(now).tellsEvents()).isFalse();
  }

  @Test
  void aSinkThatIsDownIsTriedAgainEverLater() {
    state.looks();
    assertThat(state.failed("refused", now)).isEqualTo(Change.WENT_DOWN);
    assertThat(toNextLook()).isEqualTo(WatchState.FIRST_RETRY);
    Duration longest = Duration.ZERO;
    for (int i = 0; i < 20; i++) {
      pass(toNextLook());
      state.looks();
      assertThat(state.failed("refused", now)).as("said once").isEqualTo(Change.NONE);
      longest = toNextLook();
    }
    assertThat(longest).isEqualTo(WatchState.LONGEST_RETRY);
  }

  @Test
  void nobodyWaitsForASinkThatIsDown() {
    long question = state.ask();
    state.looks();
    state.failed("refused", now);
    assertThat(state.isAnswered(question)).isTrue();
    assertThat(state.isAnswered(state.ask())).isTrue();
    assertThat(toNextLook()).as("to ask does not hasten it").isEqualTo(WatchState.FIRST_RETRY);
  }

  @Test
  void howLongASinkHasBeenDownCountsFromTheFirstFailure() {
    state.looks();
    state.failed("one", now);
    pass(Duration.ofMinutes(1));
    state.failed("another", now);
    pass(Duration.ofMinutes(1));
    Sighting sighting = state.sighting(now);
    assertThat(sighting.downFor()).isEqualTo(Duration.ofMinutes(2));
    assertThat(sighting.problem()).isEqualTo("another");
    assertThat(sighting.isUp()).isFalse();
  }

  @Test
  void aSinkThatComesBackIsAsGoodAsNew() {
    state.looks();
    state.told(has(5), now);
    state.failed("gone", now);
    assertThat(state.sighting(now).hasEvents()).as("who knows").isFalse();
    pass(Duration.ofHours(1));
    state.looks();
    assertThat(state.told(has(5), now)).isEqualTo(Change.CAME_UP);
    assertThat(state.sighting(now).downFor()).isZero();
    state.failed("gone again", now);
    assertThat(toNextLook()).isEqualTo(WatchState.FIRST_RETRY);
  }

  @Test
  void whatIsBrokenIsNotLookedAtAgainAndNobodyWaitsForIt() {
    long question = state.ask();
    IllegalStateException cause = new IllegalStateException("no sink");
    state.broke(cause);
    assertThat(state.isAnswered(question)).isTrue();
    assertThat(state.broken()).isSameAs(cause);
    assertThat(state.nanosToNextLook(now)).isEqualTo(Long.MAX_VALUE);
  }
}
