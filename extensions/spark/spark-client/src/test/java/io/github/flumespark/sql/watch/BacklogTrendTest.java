package io.github.flumespark.sql.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flumespark.sql.watch.BacklogTrend.Growth;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

class BacklogTrendTest {

  private final BacklogTrend trend = new BacklogTrend();

  /** What is said of a backlog that is seen every ten seconds. */
  private List<Growth> watch(int minutes, IntToLongFunction backlog) {
    List<Growth> said = new ArrayList<>();
    for (int i = 0; i <= minutes * 6; i++) {
      Growth growth = trend.seen(backlog.applyAsLong(i), i * Duration.ofSeconds(10).toNanos());
      if (growth != null) {
        said.add(growth);
      }
    }
    return said;
  }

  @Test
  void oneThatGrowsForTenMinutesIsSaidOnceInTenMinutes() {
    List<Growth> said = watch(32, i -> 100 + i);
    assertThat(said).hasSize(3);
    assertThat(said.get(0).from()).isLessThan(said.get(0).to());
    assertThat(said.get(0).to() - said.get(0).from()).isEqualTo(60);
  }

  @Test
  void oneThatIsReadNowAndThenIsNone() {
    assertThat(watch(60, i -> (i % 24) * 1000L)).as("a trigger every four minutes").isEmpty();
  }

  @Test
  void oneThatStaysWhereItIsIsNone() {
    assertThat(watch(60, i -> 1_000_000)).as("a full channel").isEmpty();
    assertThat(watch(60, i -> 0)).isEmpty();
  }

  @Test
  void oneThatIsNotSeenForAWhileSaysNothing() {
    for (int i = 0; i < 30; i++) {
      assertThat(trend.seen(i, i * Duration.ofMinutes(30).toNanos())).isNull();
    }
  }
}
