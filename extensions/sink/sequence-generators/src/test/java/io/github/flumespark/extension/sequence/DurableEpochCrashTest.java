package io.github.flumespark.extension.sequence;

import static io.github.flumespark.extension.sequence.Numbers.id;
import static io.github.flumespark.extension.sequence.Numbers.withoutSecret;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With processes of their own, that are killed. */
class DurableEpochCrashTest {

  @TempDir Path directory;

  @Test
  void noNumberComesTwiceThoughTheProcessIsKilledAgainAndAgain() throws Exception {
    Set<String> seen = new HashSet<>();
    for (int start = 1; start <= 4; start++) {
      try (EpochProcess process = EpochProcess.start(directory)) {
        List<String> numbers = new ArrayList<>(process.read(100));
        numbers.addAll(process.kill());

        assertThat(withoutSecret(numbers.get(0))).endsWith("-" + start + "-1");
        for (String number : numbers) {
          assertThat(seen.add(withoutSecret(number))).as(number).isTrue();
        }
      }
    }
    try (DurableEpochSequence sequence = DurableEpochSequence.open(directory)) {
      assertThat(withoutSecret(sequence.next())).endsWith("-5-1").isNotIn(seen);
    }
  }

  @Test
  void aSecondProcessTakesTheNextEpochWhileTheFirstRuns() throws Exception {
    try (EpochProcess first = EpochProcess.start(directory)) {
      String id = id(first.read(1).get(0));

      try (EpochProcess second = EpochProcess.start(directory)) {
        assertThat(withoutSecret(second.read(1).get(0))).isEqualTo(id + "-2-1");
        try (DurableEpochSequence sequence = DurableEpochSequence.open(directory)) {
          assertThat(withoutSecret(sequence.next())).isEqualTo(id + "-3-1");
        }
        assertThat(withoutSecret(first.read(1).get(0))).isEqualTo(id + "-1-2");
      }
    }
  }

  @Test
  void processesThatStartTogetherNeverHaveTheSameEpoch() throws Exception {
    Set<String> first = new HashSet<>();
    try (EpochProcess one = EpochProcess.start(directory);
        EpochProcess two = EpochProcess.start(directory);
        EpochProcess three = EpochProcess.start(directory)) {
      for (EpochProcess process : List.of(one, two, three)) {
        first.add(withoutSecret(process.read(1).get(0)));
      }
    }

    assertThat(first).hasSize(3);
  }
}
