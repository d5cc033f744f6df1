package io.github.flumespark.itest.osgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.flumespark.itest.agent.SecondJdk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The frameworks on a newer Java than the one that runs the build. */
final class SecondJdkIT {

  private static final int LIMIT_SECONDS = 240;

  @Test
  void agentInFrameworkRunsOnANewerJava() throws Exception {
    Optional<SecondJdk> jdk = SecondJdk.find();
    assumeThat(jdk)
        .as("a newer JDK next to this one, or in the variable %s", SecondJdk.VARIABLE)
        .isPresent();
    Path output =
        Files.createDirectories(Path.of(System.getProperty("work.directory")))
            .resolve("jdk-" + jdk.get().feature() + ".txt");

    Process process =
        new ProcessBuilder(command(jdk.get()))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS))
          .as("ended within %d s; see %s", LIMIT_SECONDS, output)
          .isTrue();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    String report = Files.readString(output);
    Matcher summary =
        Pattern.compile("Java %d: (\\d+) tests succeeded, 0 failed".formatted(jdk.get().feature()))
            .matcher(report);
    assertThat(summary.find()).as("a summary without failures in %s:%n%s", output, report).isTrue();
    assertThat(Integer.parseInt(summary.group(1)))
        .as("tests that ran")
        .isGreaterThanOrEqualTo(World.all().size());
    assertThat(process.exitValue()).isZero();
  }

  private static List<String> command(SecondJdk jdk) {
    return List.of(
        jdk.java().toString(),
        "-Xmx256m",
        "-Dproject.root=" + System.getProperty("project.root"),
        "-Dproject.version=" + System.getProperty("project.version"),
        "-Dwork.directory=" + System.getProperty("work.directory"),
        "-cp",
        System.getProperty("java.class.path"),
        SuiteMain.class.getName(),
        AgentInFrameworkIT.class.getName());
  }
}
