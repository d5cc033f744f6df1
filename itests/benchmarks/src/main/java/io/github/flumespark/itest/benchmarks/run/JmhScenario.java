package io.github.flumespark.itest.benchmarks.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Runs the JMH benchmarks on the sink's class path, and gives what JMH printed. */
final class JmhScenario {

  private static final int LIMIT_MINUTES = 10;

  private JmhScenario() {}

  /** The table that JMH prints at its end. */
  static List<String> run(Setup setup) throws IOException, TimeoutException, InterruptedException {
    Path directory = setup.newDirectory("jmh");
    Path json = directory.resolve("jmh.json");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // They call the sink's classes by name, so the layout must be the ordinary one.
    command.addAll(List.of("-cp", setup.classPath(Side.LIMIT), "org.openjdk.jmh.Main"));
    command.addAll(List.of("-rf", "json", "-rff", json.toString(), "-prof", "gc", "-foe", "true"));
    if (setup.quick()) {
      command.addAll(List.of("-wi", "1", "-i", "1"));
    }
    Path log = directory.resolve("log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> kill(process)));
    try {
      if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
        throw new TimeoutException("JMH took more than " + LIMIT_MINUTES + " minutes; see " + log);
      }
    } finally {
      kill(process);
    }
    if (process.exitValue() != 0) {
      throw new IllegalStateException("JMH failed; see " + log);
    }
    Files.createDirectories(setup.results());
    Files.copy(json, setup.results().resolve("jmh.json"), StandardCopyOption.REPLACE_EXISTING);
    try (Stream<String> lines = Files.lines(log)) {
      // The profiler has lesser lines as well.
      return lines
          .dropWhile(line -> !line.startsWith("Benchmark  "))
          .takeWhile(line -> !line.isBlank())
          .filter(line -> !line.contains("gc.") || line.contains("gc.alloc.rate.norm"))
          .map(line -> line.replaceFirst("^(?:\\w+\\.)*(?=\\w+Benchmark\\.)", ""))
          .toList();
    }
  }

  /** JMH measures in a JVM of its own. */
  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
