package org.apache.spark.streaming.flume.sink.internal.extension;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RandomEpochSequenceTest {

  private final RandomEpochSequence sequence = new RandomEpochSequence();

  @Test
  void isAnEpochACounterAndASecret() {
    assertThat(sequence.next()).matches("[0-9a-f]{16}-1-[0-9a-f]{16}");
    assertThat(sequence.next()).matches("[0-9a-f]{16}-2-[0-9a-f]{16}");
  }

  /** A client with a batch of its own would otherwise acknowledge those of all others. */
  @Test
  void aNumberTellsNothingOfTheSecretOfAnother() {
    List<String> secrets =
        Stream.generate(sequence::next)
            .limit(1_000)
            .map(number -> number.substring(number.lastIndexOf('-') + 1))
            .toList();

    assertThat(secrets).doesNotHaveDuplicates();
    for (int bit = 0; bit < Long.SIZE; bit++) {
      long mask = 1L << bit;
      long ones =
          secrets.stream().filter(one -> (Long.parseUnsignedLong(one, 16) & mask) != 0).count();
      // Out of 1,000 fair coins, fewer than 300 or more than 700 are never seen.
      assertThat(ones).as("bit %d", bit).isBetween(300L, 700L);
    }
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
