package io.github.flumespark.itest.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * The quickstart's console, from the point where Maven hands over. Spark's is tested with Spark.
 */
class QuickstartIT {

  @Test
  void eventsFlowAndASummaryEndsItAndNothingIsLeft() throws Exception {
    Path directory = Agents.workDirectory(QuickstartIT.class, "to-the-end");
    Process quickstart = start(Path.of(System.getProperty("java.home")), directory, 3);
    assertItRunsToItsEnd(quickstart, directory);
  }

  /** The sink in an agent, and the polling client: both run on the Java of the quickstart. */
  @Test
  void theSameOnANewerJava() throws Exception {
    Optional<SecondJdk> jdk = SecondJdk.find();
    assumeThat(jdk)
        .as("a newer JDK next to this one, or in the variable %s", SecondJdk.VARIABLE)
        .isPresent();
    Path directory = Agents.workDirectory(QuickstartIT.class, "newer-java");
    Process quickstart = start(jdk.get().home(), directory, 3);
    assertItRunsToItsEnd(quickstart, directory);
  }

  private static void assertItRunsToItsEnd(Process quickstart, Path directory) throws Exception {

    assertThat(quickstart.waitFor(60, TimeUnit.SECONDS)).isTrue();

    String output = Files.readString(directory.resolve("out"));
    assertThat(quickstart.exitValue()).as(output).isZero();
    assertThat(output)
        .containsPattern("[1-9][0-9,]* events {2}[0-9]+/s {2}[1-9][0-9,]* batches")
        .containsPattern("([1-9][0-9,]*) lines written, \\1 events received")
        .doesNotContain("\r", "SLF4J");
    assertNothingIsLeft(directory);
  }

  @Test
  void anInterruptEndsItEarlyWithItsSummary() throws Exception {
    Path directory = Agents.workDirectory(QuickstartIT.class, "interrupted");
    Process quickstart = start(Path.of(System.getProperty("java.home")), directory, 600);
    Awaitility.await("the first line that tells of events")
        .atMost(60, TimeUnit.SECONDS)
        .until(() -> Files.readString(directory.resolve("out")).contains(" batches, "));

    quickstart.destroy();

    assertThat(quickstart.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(directory.resolve("out")))
        .containsPattern("[1-9][0-9,]* lines written, [1-9][0-9,]* events received ");
    assertNothingIsLeft(directory);
  }

  private static Process start(Path javaHome, Path directory, int seconds) throws IOException {
    Path temporary = Files.createDirectory(directory.resolve("tmp"));
    return new ProcessBuilder(
            javaHome.resolve("bin/java").toString(),
            "-Djava.io.tmpdir=" + temporary,
            "-Dflume.home=" + System.getProperty("flume.home"),
            "-Dquickstart.seconds=" + seconds,
            "-cp",
            System.getProperty("java.class.path"),
            Quickstart.class.getName())
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("out").toFile())
        .start();
  }

  private static void assertNothingIsLeft(Path directory) throws IOException {
    try (Stream<Path> left = Files.list(directory.resolve("tmp"))) {
      assertThat(left.filter(path -> path.toString().contains("quickstart"))).isEmpty();
    }
    assertThat(
            ProcessHandle.allProcesses()
                .filter(
                    process -> process.info().commandLine().orElse("").contains("-n quickstart"))
                .filter(
                    process ->
                        process.info().commandLine().orElse("").contains(directory.toString())))
        .isEmpty();
  }
}
