package io.github.flumespark.sql.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TriggerRhythmTest {

  private static final Duration USUAL = Duration.ofSeconds(1);

  private final TriggerRhythm rhythm = new TriggerRhythm();

  private void looks(int times, int pause, int apart) {
    for (int i = 0; i < times; i++) {
      rhythm.look(Duration.ofMillis(pause), Duration.ofMillis(apart));
    }
  }

  @Test
  void withoutPausesThereIsNoIntervalOnceThatIsCertain() {
    assertThat(rhythm.fillTime(USUAL)).isZero();
    looks(3, 2, 80);
    assertThat(rhythm.fillTime(USUAL)).as("the first trigger may be a late one").isZero();
    looks(1, 2, 80);
    assertThat(rhythm.fillTime(USUAL)).isEqualTo(USUAL);
  }

  @Test
  void aMicroBatchTakesInWhatComesForHalfAnInterval() {
    looks(2, 4700, 5000);
    assertThat(rhythm.fillTime(USUAL)).isEqualTo(Duration.ofMillis(2500));
  }

  @Test
  void onePauseIsNone() {
    looks(4, 2, 80);
    looks(1, 300, 380);
    looks(1, 2, 80);
    looks(1, 300, 380);
    assertThat(rhythm.fillTime(USUAL)).isEqualTo(USUAL);
  }

  @Test
  void aTriggerThatWasMissedMakesTheIntervalNoLonger() {
    looks(1, 700, 2000);
    looks(1, 700, 1000);
    assertThat(rhythm.fillTime(USUAL)).isEqualTo(Duration.ofMillis(500));
    looks(5, 3, 1200);
    assertThat(rhythm.fillTime(USUAL))
        .as("a query that falls behind")
        .isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void whatWasNoIntervalIsForgotten() {
    looks(2, 90, 200);
    looks(22, 3, 80);
    assertThat(rhythm.fillTime(USUAL)).isEqualTo(USUAL);
  }

  /** An epoch that takes longer than the interval leaves no pause, for which it would be seen. */
  @Test
  void nowAndThenTwoShortEpochsTryWhetherThereIsOneAllTheSame() {
    int tried = 0;
    for (int i = 0; i < 400; i++) {
      boolean isShort = rhythm.fillTime(USUAL).isZero();
      tried += isShort ? 1 : 0;
      looks(1, 2, isShort ? 80 : 1100);
    }
    assertThat(tried).isBetween(40, 44);
    for (int i = 0; i < 20; i++) {
      boolean isShort = rhythm.fillTime(USUAL).compareTo(USUAL) < 0;
      looks(1, isShort ? 400 : 2, isShort ? 1000 : 1100);
    }
    assertThat(rhythm.fillTime(USUAL)).isEqualTo(Duration.ofMillis(500));
  }
}
