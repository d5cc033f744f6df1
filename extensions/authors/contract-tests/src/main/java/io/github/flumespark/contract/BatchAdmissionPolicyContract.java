package io.github.flumespark.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.apache.spark.streaming.flume.sink.spi.ExtensionFactory;
import org.apache.spark.streaming.flume.sink.spi.admission.Admission;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchAdmissionPolicy;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchAdmissionPolicyFactory;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchOutcome.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the sink expects of an admission policy.
 *
 * <p>Most of it is one question: how many polls does the policy accept at once? Whatever happened
 * to the polls that it accepted before, that number must come back once they are settled and {@link
 * #recovery()} has passed; if it does not, the policy leaks, and refuses everyone in the end.
 */
public abstract class BatchAdmissionPolicyContract extends ExtensionContract<BatchAdmissionPolicy> {

  private static final int THREADS = 4;

  /** For the author's test class. */
  protected BatchAdmissionPolicyContract() {}

  @Override
  protected abstract BatchAdmissionPolicyFactory factory();

  /**
   * How long the policy may go on refusing after polls that it accepted were settled, or after
   * refusals: until its tokens are back, for example.
   *
   * @return an hour, unless overridden
   */
  protected Duration recovery() {
    return Duration.ofHours(1);
  }

  @Override
  final Class<? extends ExtensionFactory<BatchAdmissionPolicy>> factoryType() {
    return BatchAdmissionPolicyFactory.class;
  }

  @Override
  final void use(BatchAdmissionPolicy policy) {
    new Rush(policy, context().nanoClock()).settleAll(Result.ACKED);
  }

  @Override
  final void useInVain(BatchAdmissionPolicy policy) {
    new Rush(policy, context().nanoClock()).settleAll(Result.ABORTED);
  }

  /** A policy that has seen nothing has no reason to refuse. */
  @Test
  public void acceptsTheFirstPoll() {
    FakePoll poll = FakePoll.of(1, 100, context().nanoClock());

    assertThat(create().admit(poll)).isInstanceOf(Admission.Accepted.class);
  }

  /** A client may ask for any number of events from one on. */
  @Test
  public void answersPollsOfEverySize() {
    BatchAdmissionPolicy policy = create();
    for (int events : new int[] {1, 2, 1000, Integer.MAX_VALUE}) {
      FakePoll poll = FakePoll.of(1, Integer.MAX_VALUE, events, context().nanoClock());

      assertThat(policy.admit(poll)).as("the answer to %s", poll).isNotNull();
    }
  }

  /** The clock stands still, so a policy that waits for it is found out too. */
  @Test
  public void answersAtOnceHoweverManyPollsAreOpen() {
    BatchAdmissionPolicy policy = create();
    Rush first = new Rush(policy, context().nanoClock());
    new Rush(policy, context().nanoClock()).settleAll(Result.NACKED);
    first.settleAll(Result.TIMED_OUT);
  }

  /** Clients poll again at once after an error, so a refusal without a hold makes them spin. */
  @Test
  public void holdsTheReplyOfARefusal() {
    for (Admission.Rejected refusal : new Rush(create(), context().nanoClock()).refused()) {
      assertThat(refusal.hold()).as("the hold of '%s'", refusal.reason()).isPositive();
    }
  }

  /**
   * What a poll reserved is free again when it is settled.
   *
   * @param result how each poll ends
   */
  @ParameterizedTest
  @EnumSource(Result.class)
  public void givesRoomBackAfterEveryOutcome(Result result) {
    assertRoomComesBack(rush -> rush.settleAll(result));
  }

  /** Batches are acknowledged in another order than they were polled in. */
  @Test
  public void givesRoomBackWhateverTheOrderOfSettlement() {
    assertRoomComesBack(rush -> rush.settleAll(order -> {}));
    assertRoomComesBack(rush -> rush.settleAll(Collections::reverse));
    assertRoomComesBack(
        rush -> rush.settleAll(order -> Collections.shuffle(order, new Random(42))));
  }

  /** One source event's outputs stay together, so a batch may be larger than what was granted. */
  @Test
  public void givesRoomBackAfterBatchesThatOvershoot() {
    assertRoomComesBack(Rush::settleAllOvershot);
  }

  /** A poll that is refused is never settled. */
  @Test
  public void refusalsUseNoRoom() {
    assertRoomComesBack(
        rush -> {
          for (int again = 0; again < 10; again++) {
            rush.pollAgain();
          }
          rush.settleAll(Result.ACKED);
        });
  }

  /** Polls are admitted and settled by many threads at once. */
  @Test
  public void givesRoomBackAfterManyThreads() {
    BatchAdmissionPolicy policy = create();
    final int room = new Rush(policy, context().nanoClock()).settleAll(Result.ACKED);
    context().nanoClock().advance(recovery());

    Threads.together(
        THREADS,
        () -> {
          for (int round = 0; round < 20; round++) {
            new Rush(policy, context().nanoClock()).settleAll(order -> {});
          }
          return null;
        });

    context().nanoClock().advance(recovery());
    assertThat(new Rush(policy, context().nanoClock()).accepted())
        .as(
            "polls accepted at once, after %d threads were done and %s had passed, as recovery()"
                + " says",
            THREADS, recovery())
        .isEqualTo(room);
  }

  /** The origin of the sink's clock is arbitrary: compare differences, never readings. */
  @Test
  public void worksWhileTheClockOverflows() {
    for (Duration left : List.of(Duration.ZERO, Duration.ofMillis(100), recovery().dividedBy(2))) {
      ManualClock clock = new ManualClock(Long.MAX_VALUE - left.toNanos());
      FakeExtensionContext late = new FakeExtensionContext(context().dataDirectory(), clock);

      assertRoomComesBack(create(late), clock, rush -> rush.settleAll(Result.ACKED));
    }
  }

  private void assertRoomComesBack(Consumer<Rush> settlement) {
    assertRoomComesBack(create(), context().nanoClock(), settlement);
  }

  private void assertRoomComesBack(
      BatchAdmissionPolicy policy, ManualClock clock, Consumer<Rush> settlement) {
    List<Integer> rooms = new ArrayList<>();
    for (int round = 0; round < 4; round++) {
      Rush rush = new Rush(policy, clock);
      rooms.add(rush.accepted());
      settlement.accept(rush);
      clock.advance(recovery());
    }
    assertThat(rooms.get(0)).as("polls accepted at first").isPositive();
    assertThat(rooms)
        .as(
            "polls accepted at once, before and after all were settled and %s had passed, as"
                + " recovery() says",
            recovery())
        .containsOnly(rooms.get(0));
  }
}
