package io.github.flumespark.extension.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.flumespark.contract.FakePoll;
import io.github.flumespark.extension.policy.Desk.Grant;
import java.time.Duration;
import java.util.Map;
import org.apache.spark.streaming.flume.sink.spi.ExtensionConfigException;
import org.apache.spark.streaming.flume.sink.spi.admission.Admission;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchOutcome.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InFlightPolicyTest {

  private static final Duration HOLD = Duration.ofMillis(100);

  @Test
  void capsOpenBatches() {
    Desk desk = desk(Map.of("maxBatches", "2"));
    Grant first = desk.accept(1, 1000);
    desk.accept(2, 1000);

    assertThat(desk.refuse(3, 1000))
        .satisfies(
            refusal -> {
              assertThat(refusal.reason())
                  .isEqualTo("in-flight: no room; 2 of 2 batches are taken");
              assertThat(refusal.hold()).isEqualTo(HOLD);
            });

    desk.ack(first);
    assertThat(desk.accept(3, 1000).events()).isEqualTo(1000);
  }

  @Test
  void grantsWhatIsLeftOfTheEventsIfThatIsWorthIt() {
    Desk desk = desk(Map.of("maxEvents", "2500", "minEvents", "400"));
    desk.accept(1, 1000);
    desk.accept(2, 1000);

    assertThat(desk.accept(3, 1000).events()).as("all that is left").isEqualTo(500);
    desk.refuse(4, 1);
  }

  @Test
  void refusesWhereTooLittleIsLeftUnlessAPollAsksForNoMore() {
    Desk desk = desk(Map.of("maxEvents", "2300", "minEvents", "400"));
    desk.accept(1, 2000);

    desk.refuse(2, 1000);
    desk.advance(Duration.ofMinutes(1));
    assertThat(desk.accept(3, 300).events()).isEqualTo(300);
  }

  @Test
  void reservesTheBytesThatItGrants() {
    Desk desk = desk(Map.of("maxBytes", "10 KiB", "batchBytes", "4 KiB", "minBytes", "1 KiB"));
    Grant first = desk.accept(1, 1000);
    assertThat(first.limits().maxBytes()).isEqualTo(4096);
    desk.accept(2, 1000);
    assertThat(desk.accept(3, 1000).limits().maxBytes()).as("what is left").isEqualTo(2048);
    assertThat(desk.refuse(4, 1000).reason()).contains("10240 of 10240 bytes");

    desk.settle(first, Result.ACKED, 5, 50, Duration.ZERO);

    assertThat(desk.accept(4, 1000).limits().maxBytes())
        .as("all that was reserved came back, though little was sent")
        .isEqualTo(4096);
  }

  @ParameterizedTest
  @EnumSource(Result.class)
  void everyOutcomeGivesAllOfTheRoomBack(Result result) {
    Desk desk = desk(Map.of("maxBatches", "1", "maxEvents", "1000", "maxBytes", "1 MiB"));
    for (int i = 0; i < 100; i++) {
      Grant grant = desk.accept(i, 1000);
      assertThat(grant.events()).isEqualTo(1000);
      assertThat(grant.limits().maxBytes()).isEqualTo(262_144);
      desk.settle(grant, result, i * 20, i * 3000L, Duration.ZERO);
    }
  }

  /** Without the claim, a client that is served would always be back first. */
  @Test
  void aClientThatWasRefusedComesBeforeOneThatWasJustServed() {
    Desk desk = desk(Map.of("maxBatches", "1"));
    Grant greedy = desk.accept(1, 1000);
    desk.refuse(2, 1000);
    desk.ack(greedy);

    assertThat(desk.refuse(1, 1000).reason())
        .isEqualTo("in-flight: what room there is belongs to clients that waited longer");
    desk.advance(HOLD);
    desk.accept(2, 1000);
  }

  @Test
  void aWaitingClientTakesNoMoreThanItNeeds() {
    Desk desk = desk(Map.of("maxEvents", "2000", "minEvents", "100"));
    Grant first = desk.accept(1, 2000);
    desk.refuse(2, 500);
    desk.ack(first);

    assertThat(desk.accept(1, 2000).events()).as("all but what is kept").isEqualTo(1500);
    assertThat(desk.accept(2, 500).events()).isEqualTo(500);
  }

  @Test
  void aClientThatDoesNotComeBackLosesItsPlace() {
    Desk desk = desk(Map.of("maxBatches", "1", "claim", "1 s"));
    Grant first = desk.accept(1, 1000);
    desk.refuse(2, 1000);
    desk.ack(first);
    desk.advance(Duration.ofSeconds(1));
    desk.refuse(1, 1000);

    desk.advance(Duration.ofNanos(1));

    desk.accept(1, 1000);
  }

  /** Polls queue up while all transaction threads are busy: who came in time keeps its place. */
  @Test
  void aPollThatIsJudgedLateIsNotALatePoll() {
    Desk desk = desk(Map.of("maxBatches", "1", "claim", "1 s"));
    Grant first = desk.accept(1, 1000);
    desk.refuse(2, 1000);
    desk.ack(first);
    desk.advance(HOLD);
    FakePoll greedy = FakePoll.of(1, 1000, desk.clock);
    FakePoll patient = FakePoll.of(2, 1000, desk.clock);

    desk.advance(Duration.ofMinutes(1));

    assertThat(desk.policy.admit(greedy)).isInstanceOf(Admission.Rejected.class);
    desk.accept(patient);
  }

  @Test
  void clientsThatVanishAreForgotten() {
    Desk desk = desk(Map.of("maxBatches", "1"));
    InFlightPolicy policy = (InFlightPolicy) desk.policy;
    desk.accept(0, 1000);
    for (int client = 1; client <= 3 * WaitingClients.MOST; client++) {
      desk.refuse(client, 1000);
    }
    assertThat(policy.waitingClients()).isEqualTo(WaitingClients.MOST);

    desk.advance(Duration.ofSeconds(2));
    desk.refuse(-1, 1000);

    assertThat(policy.waitingClients()).isEqualTo(1);
  }

  @Test
  void needsACapAndAClaimAboveTheHold() {
    assertThatThrownBy(() -> Desk.refuse(new InFlightPolicyFactory(), Map.of("hold", "1 s")))
        .isInstanceOf(ExtensionConfigException.class)
        .hasMessageStartingWith("maxBatches is not set; allowed: a value for it, or for maxEvents");
    assertThatThrownBy(
            () ->
                Desk.refuse(
                    new InFlightPolicyFactory(),
                    Map.of("maxBatches", "1", "hold", "5 s", "claim", "5 s")))
        .isInstanceOf(ExtensionConfigException.class)
        .hasMessageContaining("above hold, which is PT5S");
  }

  private static Desk desk(Map<String, String> config) {
    return new Desk(new InFlightPolicyFactory(), config);
  }
}
