package io.github.flumespark.sql.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flumespark.sql.watch.BacklogTrend.Growth;
import io.github.flumespark.sql.watch.BacklogTrend.Trend;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

class BacklogTrendTest {

  private static final long CAPACITY = 1_000_000;

  private final BacklogTrend trend = new BacklogTrend();

  /** What is said of a backlog that is seen every ten seconds. */
  private List<Trend> watch(int minutes, IntToLongFunction backlog) {
    List<Trend> said = new ArrayList<>();
    for (int i = 0; i <= minutes * 6; i++) {
      Trend trend =
          this.trend.seen(backlog.applyAsLong(i), CAPACITY, i * Duration.ofSeconds(10).toNanos());
      if (trend != null) {
        said.add(trend);
      }
    }
    return said;
  }

  @Test
  void oneThatGrowsForTenMinutesIsSaidOnceInTenMinutes() {
    List<Trend> said = watch(32, i -> 100 + i);
    assertThat(said).hasSize(3).hasOnlyElementsOfType(Growth.class);
    Growth first = (Growth) said.get(0);
    assertThat(first.to() - first.from()).isEqualTo(60);
  }

  @Test
  void oneThatIsReadNowAndThenIsNone() {
    assertThat(watch(60, i -> (i % 24) * 1000L)).as("a trigger every four minutes").isEmpty();
  }

  @Test
  void oneThatStaysWhereItIsIsNone() {
    assertThat(watch(60, i -> CAPACITY / 2)).isEmpty();
    assertThat(watch(60, i -> 0)).isEmpty();
  }

  @Test
  void aChannelThatIsFullForAMinuteIsSaidOnceInTenMinutes() {
    assertThat(watch(32, i -> CAPACITY - i % 7))
        .hasSize(4)
        .hasOnlyElementsOfType(BacklogTrend.Full.class);
    assertThat(watch(32, i -> i % 6 == 0 ? CAPACITY / 2 : CAPACITY))
        .as("full now and then")
        .isEmpty();
  }

  @Test
  void oneThatIsNotSeenForAWhileSaysNothing() {
    for (int i = 0; i < 30; i++) {
      assertThat(trend.seen(i, CAPACITY, i * Duration.ofMinutes(30).toNanos())).isNull();
    }
  }
}
