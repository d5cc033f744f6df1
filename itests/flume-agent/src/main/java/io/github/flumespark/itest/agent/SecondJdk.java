package io.github.flumespark.itest.agent;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * A JDK that is newer than the one that runs the tests.
 *
 * @param home its directory
 * @param feature its version, as in {@code Runtime.version().feature()}
 */
public record SecondJdk(Path home, int feature) {

  /** Names the JDK's directory; without it, those next to {@code java.home} are looked at. */
  public static final String VARIABLE = "SECOND_JAVA_HOME";

  public static Optional<SecondJdk> find() throws IOException {
    String named = System.getenv(VARIABLE);
    if (named != null && !named.isBlank()) {
      Path home = Path.of(named);
      return Optional.of(
          at(home)
              .orElseThrow(
                  () ->
                      new IllegalStateException(
                          VARIABLE + " = " + named + "; allowed: the directory of a JDK")));
    }
    Path siblings = Path.of(System.getProperty("java.home")).toRealPath().getParent();
    try (Stream<Path> homes = Files.list(siblings)) {
      return homes
          .map(SecondJdk::at)
          .flatMap(Optional::stream)
          .filter(jdk -> jdk.feature > Runtime.version().feature())
          .max(Comparator.comparingInt(SecondJdk::feature));
    }
  }

  public Path java() {
    return home.resolve("bin").resolve("java");
  }

  private static Optional<SecondJdk> at(Path home) {
    Path release = home.resolve("release");
    if (!Files.isRegularFile(release) || !Files.isExecutable(home.resolve("bin/java"))) {
      return Optional.empty();
    }
    Properties properties = new Properties();
    try (InputStream in = Files.newInputStream(release)) {
      properties.load(in);
    } catch (IOException e) {
      return Optional.empty();
    }
    String version = properties.getProperty("JAVA_VERSION", "").replace("\"", "");
    return version.isEmpty()
        ? Optional.empty()
        : Optional.of(new SecondJdk(home, Runtime.Version.parse(version).feature()));
  }
}
