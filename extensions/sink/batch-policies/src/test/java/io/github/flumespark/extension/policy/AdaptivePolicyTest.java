package io.github.flumespark.extension.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flumespark.extension.policy.Desk.Grant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchOutcome.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AdaptivePolicyTest {

  private static final int MANY = 100_000;
  private static final Duration QUICK = Duration.ofMillis(10);
  private static final Duration SLOW = Duration.ofSeconds(2);

  private final Desk desk =
      new Desk(
          new AdaptivePolicyFactory(),
          Map.of("minEvents", "20", "maxEvents", "1000", "initialEvents", "400"));

  @Test
  void growsByAStepWithEachFullBatchInTime() {
    round(Result.ACKED, QUICK);
    round(Result.ACKED, QUICK);

    assertThat(size()).isEqualTo(420);
  }

  @Test
  void halvesWhenAnAckIsLate() {
    round(Result.ACKED, SLOW);

    assertThat(size()).isEqualTo(200);
  }

  @Test
  void anAckOnTheTargetIsInTime() {
    round(Result.ACKED, Duration.ofSeconds(1));

    assertThat(size()).isEqualTo(410);
  }

  @ParameterizedTest
  @EnumSource(
      value = Result.class,
      names = {"NACKED", "TIMED_OUT"})
  void halvesWhenABatchIsRefusedOrTimesOut(Result result) {
    round(result, QUICK);

    assertThat(size()).isEqualTo(200);
  }

  @Test
  void learnsNothingFromASmallBatchThatIsRefused() {
    desk.settle(desk.accept(1, MANY), Result.NACKED, 200, 2000, QUICK);
    assertThat(size()).isEqualTo(400);

    desk.settle(desk.accept(1, MANY), Result.NACKED, 201, 2010, QUICK);
    assertThat(size()).isEqualTo(200);
  }

  @ParameterizedTest
  @EnumSource(
      value = Result.class,
      names = {"ABORTED", "EMPTY"})
  void learnsNothingFromWhatTheClientDidNotDecide(Result result) {
    round(result, SLOW);

    assertThat(size()).isEqualTo(400);
  }

  @Test
  void staysWithinItsRange() {
    for (int i = 0; i < 100; i++) {
      round(Result.ACKED, QUICK);
    }
    assertThat(size()).isEqualTo(1000);

    for (int i = 0; i < 100; i++) {
      round(Result.TIMED_OUT, QUICK);
    }
    assertThat(size()).isEqualTo(20);
  }

  @Test
  void doesNotGrowOnBatchesThatItDidNotBound() {
    desk.ack(desk.accept(1, MANY), 3);
    assertThat(size()).as("a trickle").isEqualTo(400);

    desk.ack(desk.accept(1, 50));
    assertThat(size()).as("a poll that asked for less").isEqualTo(400);
  }

  @Test
  void neverGivesMoreThanThePollMayHave() {
    assertThat(desk.accept(1, 50).events()).isEqualTo(50);
  }

  /** Eight batches are out when the client stops; they say it once, not eight times. */
  @Test
  void batchesThatAreLateTogetherCountOnce() {
    List<Grant> out = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      out.add(desk.accept(i, MANY));
    }
    desk.advance(SLOW);
    out.forEach(grant -> settle(grant, Result.TIMED_OUT, SLOW));
    assertThat(size()).isEqualTo(200);

    round(Result.TIMED_OUT, SLOW);
    assertThat(size()).as("a batch of the new size that is late too").isEqualTo(100);
  }

  /** A client that needs 2 ms for an event can do 500 in the target of a second. */
  @Test
  void convergesToWhatTheClientCanDo() {
    List<Integer> sizes = simulate(Duration.ofMillis(2), 500);

    assertThat(sizes.subList(100, 500)).allMatch(size -> size >= 250 && size <= 510);
    assertThat(average(sizes.subList(100, 500))).isBetween(350.0, 400.0);
  }

  @Test
  void followsAClientThatBecomesSlower() {
    simulate(Duration.ofMillis(2), 500);
    List<Integer> slower = simulate(Duration.ofMillis(10), 500);
    assertThat(slower.subList(20, 500)).allMatch(size -> size >= 50 && size <= 110);

    List<Integer> faster = simulate(Duration.ofMillis(1), 500);
    assertThat(faster).as("reaches the top again").contains(1000);
  }

  private List<Integer> simulate(Duration perEvent, int rounds) {
    List<Integer> sizes = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      Grant grant = desk.accept(1, MANY);
      sizes.add(grant.events());
      Duration held = perEvent.multipliedBy(grant.events());
      desk.advance(held);
      settle(grant, Result.ACKED, held);
    }
    return sizes;
  }

  private static double average(List<Integer> sizes) {
    return sizes.stream().mapToInt(size -> size).average().orElseThrow();
  }

  private void round(Result result, Duration held) {
    Grant grant = desk.accept(1, MANY);
    desk.advance(held);
    settle(grant, result, held);
  }

  private void settle(Grant grant, Result result, Duration held) {
    int events = result == Result.EMPTY ? 0 : grant.events();
    desk.settle(grant, result, events, 10L * events, held);
  }

  private int size() {
    return desk.accept(99, MANY).events();
  }
}
