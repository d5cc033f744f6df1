package io.github.flumespark.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flumespark.sql.ProtocolModel.Fence;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The epoch protocol in a few hundred thousand orders of its steps: up to four drivers, one after
 * another or at the same time, with and without a sink, attempts that are killed, stand still, or
 * run twice. What is acknowledged must be delivered, or be where it can be; and what is delivered
 * under one batch number must be the same each time.
 */
class EpochProtocolTest {

  private static final int SCHEDULES = 200_000;

  private static void run(long seed, Set<Fence> fences) {
    try {
      new ProtocolModel(seed, fences).run();
    } catch (AssertionError e) {
      throw new AssertionError("schedule %d: %s".formatted(seed, e.getMessage()), e);
    }
  }

  @Test
  void noOrderOfStepsLosesAnEventOrDeliversABatchInTwoWays() {
    for (long seed = 0; seed < SCHEDULES; seed++) {
      run(seed, EnumSet.allOf(Fence.class));
    }
  }

  /**
   * A check that finds nothing without the fences would prove nothing with them. (The look at the
   * opening is none by itself: it ends the second driver before it has made any work.)
   */
  @ParameterizedTest
  @MethodSource
  void withoutAFenceAnOrderIsFoundThatDoes(Set<Fence> missing) {
    AssertionError found = null;
    for (long seed = 0; seed < SCHEDULES && found == null; seed++) {
      try {
        run(seed, EnumSet.complementOf(EnumSet.copyOf(missing)));
      } catch (AssertionError e) {
        found = e;
      }
    }
    assertThat(found).as("a schedule that fails without %s", missing).isNotNull();
  }

  static Stream<Set<Fence>> withoutAFenceAnOrderIsFoundThatDoes() {
    return Stream.of(
        Set.of(Fence.FLOOR_AT_ACK),
        Set.of(Fence.FLOOR_AT_END),
        Set.of(Fence.END_OF_REMOVED),
        Set.of(Fence.FLOOR_AT_OPENING, Fence.FLOOR_AT_ACK, Fence.FLOOR_AT_END));
  }
}
