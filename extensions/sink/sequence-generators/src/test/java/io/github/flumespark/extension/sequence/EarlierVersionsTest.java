package io.github.flumespark.extension.sequence;

import static io.github.flumespark.extension.sequence.Numbers.withoutSecret;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.spark.streaming.flume.sink.spi.sequence.SequenceGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Data directories that earlier versions left behind. One of each version is kept as it was
 * written, in {@code src/test/resources/durable-epoch}; never write one again.
 */
class EarlierVersionsTest {

  /** Says below which directory that of this version is to be written, for a release. */
  private static final String WRITE = "write.fixture";

  private static final String KEPT = "durable-epoch";

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource("1.0, be0bbfed3e0f2153-13-1")
  void aSinkGoesOnFromTheEpochOfAnEarlierVersion(String version, String number) throws Exception {
    Path kept = Path.of(EarlierVersionsTest.class.getResource("/" + KEPT + "/" + version).toURI());
    try (Stream<Path> files = Files.list(kept)) {
      for (Path file : files.toList()) {
        Files.copy(file, directory.resolve(file.getFileName()));
      }
    }

    try (SequenceGenerator sequence = DurableEpochSequence.open(directory)) {
      assertThat(withoutSecret(sequence.next())).isEqualTo(number);
    }
  }

  @Test
  @EnabledIfSystemProperty(named = WRITE, matches = ".+")
  void theEpochOfThisVersionIsWritten() throws IOException {
    Path written = Path.of(System.getProperty(WRITE), KEPT);
    Files.createDirectories(written.getParent());
    Files.createDirectory(written);
    for (int start = 1; start <= 12; start++) {
      try (SequenceGenerator sequence = DurableEpochSequence.open(written)) {
        assertThat(withoutSecret(sequence.next())).endsWith("-" + start + "-1");
      }
    }
  }
}
