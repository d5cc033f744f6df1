package io.github.flumespark.itest.pyspark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What all have in common: settings of the build, and processes with a log. */
final class Tests {

  /** Below the module's target: environments, logs, output. */
  static final Path WORK = Path.of(property("work")).toAbsolutePath();

  private Tests() {}

  static String property(String name) {
    String value = System.getProperty(name);
    if (value == null) {
      throw new IllegalStateException(
          "no system property %s: run this with mvn verify".formatted(name));
    }
    return value;
  }

  /** The client's one jar. */
  static Path jar() {
    return Path.of(property("client.target"))
        .resolve("flume-spark-client-%s.jar".formatted(property("project.version")))
        .toAbsolutePath()
        .normalize();
  }

  /** Starts a command that writes to {@code NAME.log}; a bare name is looked for on the path. */
  static Process start(String name, List<String> command, Map<String, String> environment)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().remove("SPARK_HOME");
    builder.environment().putAll(environment);
    return builder.redirectErrorStream(true).redirectOutput(log(name).toFile()).start();
  }

  /** Runs a command; empty if it can't be started, or doesn't end in time. */
  static Optional<Integer> run(
      String name, List<String> command, Map<String, String> environment, Duration patience)
      throws InterruptedException {
    Process process;
    try {
      process = start(name, command, environment);
    } catch (IOException e) {
      return Optional.empty();
    }
    try {
      return process.waitFor(patience.toSeconds(), TimeUnit.SECONDS)
          ? Optional.of(process.exitValue())
          : Optional.empty();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  /** A directory below {@link #WORK} that is not there yet, whatever an earlier run has left. */
  static Path fresh(String name) throws IOException {
    Path directory = WORK.resolve(name);
    if (Files.exists(directory)) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    return directory;
  }

  static Path log(String name) throws IOException {
    return Files.createDirectories(WORK).resolve(name + ".log");
  }

  /** The end of what a command has written. */
  static String tail(String name) throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(log(name)));
    return "\n--- the end of %s ---\n%s"
        .formatted(
            log(name),
            String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size())));
  }
}
