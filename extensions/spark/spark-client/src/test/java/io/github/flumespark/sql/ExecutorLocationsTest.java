package io.github.flumespark.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Where partitions are read. */
class ExecutorLocationsTest {

  @Test
  void partitionsAreSpreadAndEachHasItsPlaceInWhateverOrderExecutorsAreListed() {
    ExecutorLocations locations = new ExecutorLocations(List.of("b", "c", "a"));
    assertThat(IntStream.range(0, 4).mapToObj(locations::of))
        .containsExactly(List.of("a"), List.of("b"), List.of("c"), List.of("a"));
    assertThat(new ExecutorLocations(List.of("c", "b", "a")).of(1)).isEqualTo(locations.of(1));
  }

  @Test
  void aPartitionOfASinkThatIsGoneIsReadAnywhere() {
    assertThat(new ExecutorLocations(List.of("a")).of(-1)).isEmpty();
  }

  @Test
  void withoutExecutorsThereIsNoPlaceToPrefer() {
    assertThat(new ExecutorLocations(List.of()).of(0)).isEmpty();
  }
}
