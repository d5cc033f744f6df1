package io.github.flumespark.itest.author;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A Maven that knows of ours what was put into a repository of its own, and no more. It is the one
 * that runs this build; plugins and other people's jars come from what that has downloaded, and
 * nothing is written there. So it needs no network, and what a project asks for must have the
 * versions of our parent pom.
 *
 * <p>Needs the system properties {@code maven.home}, {@code maven.repository} (where this build's
 * downloads are) and {@code project.version}.
 */
public final class IsolatedMaven {

  private static final long LIMIT_SECONDS = 180;

  private final Path root;
  private final Path directory;
  private final String version = System.getProperty("project.version");

  /**
   * With our parent pom.
   *
   * @param root the directory of our parent pom, below which the build's jars are
   * @param directory for all that it writes; it must be empty
   */
  public IsolatedMaven(Path root, Path directory) throws IOException {
    this.root = root;
    this.directory = directory;
    Files.createDirectories(directory);
    Files.writeString(settingsFile(), settings());
    deploy("flume-spark-parent", root.resolve("pom.xml"), "pom");
  }

  /** Our version. */
  public String version() {
    return version;
  }

  /** Adds one of our modules, as this build has made it. */
  public void deploy(String module, String artifactId) throws IOException {
    Path built = root.resolve(module);
    deploy(artifactId, built.resolve("pom.xml"), "pom");
    deploy(
        artifactId,
        built.resolve("target").resolve("%s-%s.jar".formatted(artifactId, version)),
        "jar");
  }

  private void deploy(String artifactId, Path file, String type) throws IOException {
    Path target =
        repository()
            .resolve("io/github/flumespark")
            .resolve(artifactId)
            .resolve(version)
            .resolve("%s-%s.%s".formatted(artifactId, version, type));
    Files.createDirectories(target.getParent());
    Files.copy(file, target);
  }

  /**
   * Runs it, and waits for its end.
   *
   * @param where the directory in which it runs
   * @param arguments goals and options
   * @throws AssertionError with its output, if it fails
   */
  public void run(Path where, String... arguments) throws IOException, InterruptedException {
    Path log = directory.resolve("maven.log");
    List<String> command = new ArrayList<>(command());
    command.addAll(List.of(arguments));
    ProcessBuilder maven =
        new ProcessBuilder(command)
            .directory(where.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    Map<String, String> environment = maven.environment();
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("MAVEN_SKIP_RC", "true");
    // Whoever runs our build may have set these for it.
    environment.keySet().removeAll(List.of("MAVEN_OPTS", "MAVEN_ARGS", "MAVEN_BASEDIR"));
    Process process = maven.start();
    process.getOutputStream().close();
    try {
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new AssertionError(
            "'mvn %s' in %s failed or took more than %d s:%n%s"
                .formatted(
                    String.join(" ", arguments), where, LIMIT_SECONDS, Files.readString(log)));
      }
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private List<String> command() {
    String script = File.separatorChar == '\\' ? "mvn.cmd" : "mvn";
    return List.of(
        Path.of(System.getProperty("maven.home"), "bin", script).toString(),
        "--batch-mode",
        "--no-transfer-progress",
        "--offline",
        "-Daether.offline.protocols=file",
        "--settings",
        settingsFile().toString(),
        "--global-settings",
        settingsFile().toString());
  }

  private Path settingsFile() {
    return directory.resolve("settings.xml");
  }

  private Path repository() {
    return directory.resolve("repository");
  }

  /** Central is what our own build has downloaded; there, not every file has its checksum. */
  private String settings() {
    return """
        <settings>
          <localRepository>%s</localRepository>
          <profiles>
            <profile>
              <id>repositories</id>
              <repositories>
                %s
                <repository>
                  <id>ours</id>
                  <url>%s</url>
                  <snapshots><checksumPolicy>ignore</checksumPolicy></snapshots>
                </repository>
              </repositories>
              <pluginRepositories>
                %s
              </pluginRepositories>
            </profile>
          </profiles>
          <activeProfiles>
            <activeProfile>repositories</activeProfile>
          </activeProfiles>
        </settings>
        """
        .formatted(
            directory.resolve("local"),
            central("repository"),
            repository().toUri(),
            central("pluginRepository"));
  }

  private static String central(String element) {
    return """
        <%1$s>
          <id>central</id>
          <url>%2$s</url>
          <releases><checksumPolicy>ignore</checksumPolicy></releases>
          <snapshots><enabled>false</enabled></snapshots>
        </%1$s>"""
        .formatted(element, Path.of(System.getProperty("maven.repository")).toUri());
  }
}
