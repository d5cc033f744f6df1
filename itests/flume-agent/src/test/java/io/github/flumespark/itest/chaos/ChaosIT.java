package io.github.flumespark.itest.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Half a minute of it; {@code mvn -q -Drun=chaos} is the long run. */
class ChaosIT {

  @Test
  void noEventIsLostAndNoneComesAgainAfterAnAckInTime() throws Exception {
    Path directory = Path.of("target", "agents", "ChaosIT").toAbsolutePath();
    Files.createDirectories(directory);
    directory = Files.createTempDirectory(directory, "run-");

    ChaosSettings settings = ChaosSettings.small(System.nanoTime() & 0xffff);
    Chaos.Result result = Chaos.run(settings, directory);

    assertThat(result.verdict().isGood()).as("%s%n%s", settings, result).isTrue();
    assertThat(result.kills()).as("with SIGKILL").isGreaterThanOrEqualTo(2);
    assertThat(result.verdict().put()).isGreaterThanOrEqualTo(6000);
    assertThat(result.verdict().batches())
        .as("this really was chaos")
        .containsKeys(Fate.ACKED, Fate.NACKED, Fate.VANISHED);
    if (DiskLimit.isAvailable()) {
      assertThat(result.commitsFailed()).isPositive();
      assertThat(result.rollbacksFailed()).isPositive();
    }
  }
}
