package org.apache.spark.streaming.flume;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateGateTest {

  private final AtomicLong rate = new AtomicLong(1000);
  private final AtomicLong now = new AtomicLong();
  private final RateGate gate = new RateGate(rate::get, now::get);

  @Test
  void withoutALimitAPollMayHaveAll() {
    rate.set(Long.MAX_VALUE);

    assertThat(gate.take(5000)).isEqualTo(new RateGate.Grant(5000, 0));
  }

  @Test
  void nothingMayComeBeforeTimeHasPassed() {
    RateGate.Grant grant = gate.take(1000);

    assertThat(grant.events()).isZero();
    assertThat(TimeUnit.NANOSECONDS.toMillis(grant.waitNanos())).isEqualTo(50);
    pass(grant.waitNanos());
    assertThat(gate.take(1000).events()).isEqualTo(50);
  }

  @Test
  void inASecondComesWhatTheRateSaysHoweverManyPoll() {
    assertThat(receivedWithin(10)).isBetween(9_900L, 10_000L);
  }

  @Test
  void aRateThatChangesIsKeptFromThenOn() {
    receivedWithin(1);
    rate.set(100);

    assertThat(receivedWithin(10)).isBetween(990L, 1_100L);
  }

  @Test
  void aLongSilenceGivesNoMoreThanABurst() {
    pass(TimeUnit.HOURS.toNanos(1));

    assertThat(gate.take(1000).events()).isEqualTo(100);
    assertThat(gate.take(1000).events()).isZero();
  }

  @Test
  void whatAPollDidNotGetAnotherCanHave() {
    pass(TimeUnit.SECONDS.toNanos(1));
    int granted = gate.take(1000).events();
    gate.settle(granted, 0);

    assertThat(gate.take(1000).events()).isEqualTo(granted);
  }

  @Test
  void whatCameBeyondTheGrantIsMadeUpForLater() {
    pass(TimeUnit.SECONDS.toNanos(1));
    int granted = gate.take(1000).events();
    gate.settle(granted, granted + 200);

    pass(TimeUnit.MILLISECONDS.toNanos(200));
    assertThat(gate.take(1000).events()).isZero();
    pass(TimeUnit.MILLISECONDS.toNanos(60));
    assertThat(gate.take(1000).events()).isPositive();
  }

  @Test
  void aTinyRateStillGivesAnEventNowAndThen() {
    rate.set(0);

    assertThat(receivedWithin(10)).isBetween(9L, 10L);
  }

  private long receivedWithin(int seconds) {
    long end = now.get() + TimeUnit.SECONDS.toNanos(seconds);
    long received = 0;
    while (now.get() < end) {
      RateGate.Grant grant = gate.take(300);
      gate.settle(grant.events(), grant.events());
      received += grant.events();
      pass(grant.events() > 0 ? 1 : grant.waitNanos());
    }
    return received;
  }

  private void pass(long nanos) {
    now.addAndGet(nanos);
  }
}
