package io.github.flumespark.extension.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.flumespark.extension.policy.Desk.Grant;
import java.time.Duration;
import java.util.Map;
import org.apache.spark.streaming.flume.sink.spi.ExtensionConfigException;
import org.apache.spark.streaming.flume.sink.spi.admission.Admission;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchOutcome.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RateLimitPolicyTest {

  private Desk desk = desk(Map.of("eventsPerSecond", "1000"));

  @Test
  void grantsTheBurstAtOnceAndThenWhatTheRateGives() {
    assertThat(desk.accept(1, 600).events()).isEqualTo(600);
    assertThat(desk.accept(2, 600).events()).as("what is left").isEqualTo(400);
    assertThat(desk.refuse(3, 600).hold())
        .as("until a tenth of the burst is there")
        .isEqualTo(Duration.ofMillis(100));

    desk.advance(Duration.ofMillis(100));

    assertThat(desk.accept(3, 600).events()).isEqualTo(100);
  }

  @Test
  void aPollForLessThanTheMinimumWaitsForNoMoreThanItAsks() {
    desk.accept(1, 1000);

    assertThat(desk.refuse(2, 5).hold()).isEqualTo(Duration.ofMillis(5));
    assertThat(desk.refuse(2, 5).reason())
        .isEqualTo("rate-limit: 1000 events per second are used up");
  }

  @Test
  void chargesWhatWasSentAndNotWhatWasGranted() {
    Grant grant = desk.accept(1, 1000);
    desk.ack(grant, 300);

    assertThat(desk.accept(1, 1000).events()).isEqualTo(700);
  }

  /** A batch may overshoot by one source event's outputs. */
  @Test
  void chargesWhatWasSentBeyondTheGrant() {
    desk.ack(desk.accept(1, 1000), 1500);

    assertThat(desk.refuse(1, 1000).hold()).isEqualTo(Duration.ofMillis(600));
  }

  @ParameterizedTest
  @EnumSource(
      value = Result.class,
      names = {"NACKED", "TIMED_OUT", "ABORTED"})
  void chargesBatchesThatWereSentAndRolledBack(Result result) {
    Grant grant = desk.accept(1, 1000);
    desk.settle(grant, result, 900, 9000, Duration.ZERO);

    assertThat(desk.accept(1, 1000).events()).isEqualTo(100);
  }

  @Test
  void pollsThatFoundNothingCostNothing() {
    for (int i = 0; i < 1000; i++) {
      desk.empty(desk.accept(1, 1000));
    }

    assertThat(desk.accept(1, 1000).events()).isEqualTo(1000);
  }

  @Test
  void limitsBytes() {
    desk = desk(Map.of("bytesPerSecond", "1 KiB", "burstBytes", "4 KiB", "minBytes", "512"));
    Grant grant = desk.accept(1, 1000);
    assertThat(grant.events()).isEqualTo(1000);
    assertThat(grant.limits().maxBytes()).isEqualTo(4096);
    desk.settle(grant, Result.ACKED, 10, 4096, Duration.ZERO);

    assertThat(desk.refuse(1, 1000))
        .satisfies(
            refusal -> {
              assertThat(refusal.hold()).isEqualTo(Duration.ofMillis(500));
              assertThat(refusal.reason()).contains("1024 bytes per second");
            });
  }

  /** However large the events, there is progress: each pays its debt first. */
  @Test
  void anEventAboveTheBurstIsSentAndPaidForAfterwards() {
    desk = desk(Map.of("bytesPerSecond", "1000"));
    desk.settle(desk.accept(1, 1), Result.ACKED, 1, 10_000, Duration.ZERO);

    assertThat(desk.refuse(1, 1).hold()).isEqualTo(Duration.ofMillis(9_100));
    desk.advance(Duration.ofMillis(9_100));
    desk.accept(1, 1);
  }

  @Test
  void obeysTheSlowerOfTwoRates() {
    desk = desk(Map.of("eventsPerSecond", "1000", "bytesPerSecond", "100", "minEvents", "200"));
    desk.settle(desk.accept(1, 1000), Result.ACKED, 1000, 100, Duration.ZERO);

    desk.advance(Duration.ofMillis(100));

    assertThat(desk.refuse(1, 1000))
        .as("there are bytes enough")
        .satisfies(
            refusal -> {
              assertThat(refusal.hold()).isEqualTo(Duration.ofMillis(100));
              assertThat(refusal.reason()).contains("events");
            });
    desk.advance(Duration.ofMillis(100));
    Grant grant = desk.accept(1, 1000);
    assertThat(grant.events()).isEqualTo(200);
    assertThat(grant.limits().maxBytes()).isEqualTo(20);
  }

  /** Three greedy clients that come back exactly when they are told to, for a minute. */
  @Test
  void keepsTheRateOverTime() {
    long sent = 0;
    for (int millis = 0; millis < 60_000; millis++) {
      for (int client = 1; client <= 3; client++) {
        if (desk.poll(client, 1000) instanceof Admission.Accepted accepted) {
          sent += accepted.limits().maxEvents();
        }
      }
      desk.advance(Duration.ofMillis(1));
    }

    assertThat(sent).isBetween(60_000L, 61_000L);
  }

  @Test
  void aLongIdleTimeIsWorthOneBurst() {
    desk.ack(desk.accept(1, 1000));
    desk.advance(Duration.ofDays(10_000));

    assertThat(desk.accept(1, 5000).events()).isEqualTo(1000);
    desk.refuse(2, 1000);
  }

  @Test
  void needsARate() {
    assertThatThrownBy(() -> Desk.refuse(new RateLimitPolicyFactory(), Map.of("minEvents", "1")))
        .isInstanceOf(ExtensionConfigException.class)
        .hasMessage("eventsPerSecond is not set; allowed: a value for it, or for bytesPerSecond");
  }

  private static Desk desk(Map<String, String> config) {
    return new Desk(new RateLimitPolicyFactory(), config);
  }
}
