package io.github.flumespark.sql.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flumespark.client.SinkAddress;
import io.github.flumespark.client.SinkState;
import io.github.flumespark.sql.watch.Sighting;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FullChannelsTest {

  private static final SinkAddress A = new SinkAddress("a", 1);
  private static final int CAPACITY = 1000;

  private final FullChannels channels = new FullChannels();
  private long now;
  private int said;

  private void look(Duration passed, long events) {
    now += passed.toNanos();
    SinkState state = new SinkState(events, CAPACITY, -1, 0, 0, 0, -1);
    said +=
        channels.look(Map.of(A, new Sighting(true, state, true, Duration.ZERO, "")), now).size();
  }

  private void looks(int times, Duration apart, long events) {
    for (int i = 0; i < times; i++) {
      look(apart, events);
    }
  }

  @Test
  void oneThatIsFullAtEachTriggerIsToldOnceInTenMinutes() {
    looks(7, Duration.ofSeconds(10), 750);
    assertThat(said).isEqualTo(1);
    looks(59, Duration.ofSeconds(10), 1000);
    assertThat(said).isEqualTo(1);
    looks(60, Duration.ofSeconds(10), 990);
    assertThat(said).isEqualTo(2);
  }

  @Test
  void oneThatIsFullNowAndThenIsNot() {
    for (int i = 0; i < 100; i++) {
      looks(5, Duration.ofSeconds(10), 1000);
      look(Duration.ofSeconds(10), 749);
    }
    assertThat(said).isZero();
  }

  @Test
  void triggersThatComeOnceInAnHourMustFindItSoThreeTimes() {
    looks(2, Duration.ofHours(1), 1000);
    assertThat(said).isZero();
    look(Duration.ofHours(1), 1000);
    assertThat(said).isEqualTo(1);
  }
}
