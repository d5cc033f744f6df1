package org.apache.spark.streaming.flume.sink.internal.extension;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RandomEpochSequenceTest {

  private final RandomEpochSequence sequence = new RandomEpochSequence();

  @Test
  void isAnEpochOf128BitsAndACounter() {
    assertThat(sequence.next()).matches("[0-9a-f]{32}-1");
    assertThat(sequence.next()).matches("[0-9a-f]{32}-2");
  }

  @Test
  void neverRepeatsAcrossThreads() {
    Set<String> numbers =
        IntStream.range(0, 10_000)
            .parallel()
            .mapToObj(i -> sequence.next())
            .collect(Collectors.toSet());

    assertThat(numbers).hasSize(10_000);
  }

  @Test
  void neverRepeatsAcrossRestarts() {
    assertThat(new RandomEpochSequence().next()).isNotEqualTo(sequence.next());
  }
}
