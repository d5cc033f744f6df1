package io.github.flumespark.extension.sequence;

import static io.github.flumespark.extension.sequence.Numbers.withoutSecret;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
  void aSecondProcessIsRefusedUntilTheFirstIsKilled() throws Exception {
    try (EpochProcess first = EpochProcess.start(directory)) {
      assertThat(withoutSecret(first.read(1).get(0))).endsWith("-1-1");

      try (EpochProcess second = EpochProcess.start(directory)) {
        assertThat(second.read(1).get(0))
            .startsWith("refused: The directory " + directory + " is in use by another process");
      }
      assertThatThrownBy(() -> DurableEpochSequence.open(directory))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("in use by another process");

      first.kill();
    }
    try (DurableEpochSequence sequence = DurableEpochSequence.open(directory)) {
      assertThat(withoutSecret(sequence.next())).endsWith("-2-1");
    }
  }

  @Test
  void aSecondOneWithinTheProcessDoesNotUndoTheLockThatOthersSee() throws Exception {
    try (DurableEpochSequence holder = DurableEpochSequence.open(directory)) {
      DurableEpochSequence.open(directory).close();

      try (EpochProcess other = EpochProcess.start(directory)) {
        assertThat(other.read(1).get(0)).startsWith("refused: ");
      }
      assertThat(withoutSecret(holder.next())).endsWith("-1-1");
    }
  }
}
