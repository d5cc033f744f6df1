package io.github.flumespark.itest.pyspark;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Assumptions;

/** A Python with one PySpark, as pip installs it, below the module's target. */
final class VirtualEnvironment {

  /** Some 450 MB come from the index; a machine that takes longer for them skips the tests. */
  private static final Duration PATIENCE = Duration.ofMinutes(8);

  private static final String CHECK =
      "import sys, venv, ensurepip; sys.exit(0 if sys.version_info >= (3, 10) else 1)";

  /** Why there can't be one, by the version of PySpark: nobody waits for that twice. */
  private static final Map<String, String> IMPOSSIBLE = new ConcurrentHashMap<>();

  private final Path home;

  private VirtualEnvironment(Path home) {
    this.home = home;
  }

  /**
   * Takes what an earlier build has left, or makes it, which takes a minute.
   *
   * <p>Where there is no Python 3.10, or no package index, the test is skipped, with a line that
   * says so.
   */
  static VirtualEnvironment with(String pyspark) throws IOException, InterruptedException {
    Path home = Files.createDirectories(Tests.WORK).resolve("venv-" + pyspark);
    VirtualEnvironment made = new VirtualEnvironment(home);
    Path complete = home.resolve("complete");
    if (Files.exists(complete)) {
      return made;
    }
    String problem = IMPOSSIBLE.get(pyspark);
    if (problem == null) {
      problem = made.install("pyspark[connect]==" + pyspark);
      if (problem.isEmpty()) {
        Files.createFile(complete);
        return made;
      }
      IMPOSSIBLE.put(pyspark, problem);
      System.out.println("PySpark is not tested: " + problem);
    }
    return Assumptions.abort("PySpark is not tested: " + problem);
  }

  /** Returns why it could not be installed; empty if it was. */
  private String install(String requirement) throws IOException, InterruptedException {
    if (!succeeds("python", "python3", "-c", CHECK)
        || !succeeds("venv", "python3", "-m", "venv", "--clear", home.toString())) {
      return "there is no Python 3.10 or later with venv";
    }
    if (!succeeds("pip", command("python"), "-m", "pip", "install", "--retries=2", requirement)) {
      return "pip can't install %s: see %s/pip.log".formatted(requirement, Tests.WORK);
    }
    return "";
  }

  private static boolean succeeds(String log, String... command)
      throws IOException, InterruptedException {
    Optional<Integer> exit = Tests.run(log, List.of(command), Map.of(), PATIENCE);
    return exit.isPresent() && exit.get() == 0;
  }

  /** Activates it, as its script does: Spark looks for itself by way of {@code python3}. */
  Map<String, String> activation() {
    String path = home.resolve("bin") + File.pathSeparator + System.getenv("PATH");
    return Map.of("PATH", path, "VIRTUAL_ENV", home.toString());
  }

  /** A command of this environment, such as {@code python} or {@code spark-submit}. */
  String command(String name) {
    return home.resolve("bin").resolve(name).toString();
  }
}
