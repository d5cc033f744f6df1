package io.github.flumespark.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Where partitions are read. */
class ExecutorLocationsTest {

  @Test
  void partitionsAreSpreadAndEachHasItsPlaceInWhateverOrderExecutorsAreListed() {
    ExecutorLocations locations = new ExecutorLocations(List.of("b", "c", "a"), 4);
    assertThat(IntStream.range(0, 4).mapToObj(locations::of))
        .containsExactly(List.of("a"), List.of("b"), List.of("c"), List.of("a"));
    assertThat(new ExecutorLocations(List.of("c", "b", "a"), 4).of(1)).isEqualTo(locations.of(1));
  }

  @Test
  void aPartitionOfASinkThatIsGoneIsReadAnywhere() {
    assertThat(new ExecutorLocations(List.of("a"), 4).of(-1)).isEmpty();
  }

  @Test
  void withoutExecutorsThereIsNoPlaceToPrefer() {
    assertThat(new ExecutorLocations(List.of(), 4).of(0)).isEmpty();
  }

  @Test
  void whatHasNoCoreComesInAnotherRound() {
    ExecutorLocations locations = new ExecutorLocations(List.of("a"), 4);
    assertThat(locations.rounds(0)).isEqualTo(1);
    assertThat(locations.rounds(4)).isEqualTo(1);
    assertThat(locations.rounds(5)).isEqualTo(2);
    assertThat(new ExecutorLocations(List.of(), Integer.MAX_VALUE).rounds(100)).isEqualTo(1);
  }
}
