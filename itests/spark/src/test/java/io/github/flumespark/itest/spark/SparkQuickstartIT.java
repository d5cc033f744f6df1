package io.github.flumespark.itest.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flumespark.itest.agent.Quickstart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's first command, from the point where Maven hands over. */
class SparkQuickstartIT {

  private static final String ROW = "\\d\\d:\\d\\d:\\d\\d +[1-9][0-9,]* +[1-9][0-9,]* +200: \\d+";

  @TempDir Path directory;

  @Test
  void sparkCountsEachSecondAndASummaryEndsItAndNothingIsLeft() throws Exception {
    // A slow machine needs some of them for the first micro-batch.
    Process quickstart = start(6);
    try {
      assertThat(quickstart.waitFor(3, TimeUnit.MINUTES)).isTrue();

      assertThat(quickstart.exitValue()).as(output()).isZero();
      assertThat(output())
          .contains("events/s")
          .containsPattern(ROW)
          .containsPattern("([1-9][0-9,]*) lines written, \\1 events received")
          .doesNotContain("SLF4J", "log4j", "WARN");
      assertNothingIsLeft();
    } finally {
      quickstart.destroyForcibly();
    }
  }

  @Test
  void anInterruptEndsItEarlyWithItsSummary() throws Exception {
    Process quickstart = start(600);
    try {
      Awaitility.await("the first row of the table")
          .atMost(2, TimeUnit.MINUTES)
          .untilAsserted(() -> assertThat(output()).containsPattern(ROW));

      quickstart.destroy();

      assertThat(quickstart.waitFor(1, TimeUnit.MINUTES)).isTrue();
      assertThat(output())
          .containsPattern("[1-9][0-9,]* lines written, [1-9][0-9,]* events received ");
      assertNothingIsLeft();
    } finally {
      quickstart.destroyForcibly();
    }
  }

  private Process start(int seconds) throws IOException {
    Path temporary = Files.createDirectory(directory.resolve("tmp"));
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Djava.io.tmpdir=" + temporary,
            "-Dflume.home=" + System.getProperty("flume.home"),
            "-Dquickstart.spark=" + SparkWorld.SPARK_4_2.applicationClassPath(),
            "-Dquickstart.seconds=" + seconds,
            "-cp",
            System.getProperty("java.class.path"),
            Quickstart.class.getName())
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("out").toFile())
        .start();
  }

  private String output() throws IOException {
    return Files.readString(directory.resolve("out"));
  }

  private void assertNothingIsLeft() throws IOException {
    try (Stream<Path> left = Files.list(directory.resolve("tmp"))) {
      assertThat(left.filter(path -> path.toString().contains("quickstart"))).isEmpty();
    }
    assertThat(
            ProcessHandle.allProcesses()
                .map(process -> process.info().commandLine().orElse(""))
                .filter(command -> command.contains(directory.toString())))
        .isEmpty();
  }
}
