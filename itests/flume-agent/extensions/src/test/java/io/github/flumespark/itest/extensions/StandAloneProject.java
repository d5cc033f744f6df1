package io.github.flumespark.itest.extensions;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Builds a project that knows nothing of ours but what is in a repository: the API's jar, its pom
 * and the parent of that. The Maven is the one that runs this build; plugins come from what it has
 * downloaded for this build, and nothing is written there. So it needs no network, and the versions
 * of the project's plugins must be those of our parent pom.
 */
final class StandAloneProject {

  private static final long LIMIT_SECONDS = 180;

  private final Path directory;
  private final Path project;

  /**
   * Copies a project.
   *
   * @param source where it is; left as it is
   * @param directory an empty one, for the copy and everything that its build needs
   */
  StandAloneProject(Path source, Path directory) throws IOException {
    this.directory = directory;
    this.project = directory.resolve("project");
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        copy(file, project.resolve(source.relativize(file)));
      }
    }
  }

  /** Adds an artifact to the repository that the project sees; its file may be a pom. */
  void deploy(String artifactId, String version, Path file) throws IOException {
    String name = file.getFileName().toString();
    String type = name.substring(name.lastIndexOf('.'));
    copy(
        file,
        directory
            .resolve("repository/io/github/flumespark")
            .resolve(artifactId)
            .resolve(version)
            .resolve(artifactId + "-" + version + (type.equals(".jar") ? ".jar" : ".pom")));
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    Files.copy(from, to);
  }

  /** Runs {@code mvn package}; the build directory. */
  Path build() throws IOException, InterruptedException {
    Path settings = directory.resolve("settings.xml");
    Files.writeString(settings, settings());
    Path log = directory.resolve("maven.log");
    String script = File.separatorChar == '\\' ? "mvn.cmd" : "mvn";
    ProcessBuilder maven =
        new ProcessBuilder(
                Path.of(System.getProperty("maven.home"), "bin", script).toString(),
                "--batch-mode",
                "--no-transfer-progress",
                "--offline",
                "-Daether.offline.protocols=file",
                "--settings",
                settings.toString(),
                "--global-settings",
                settings.toString(),
                "package")
            .directory(project.toFile())
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
            "'mvn package' in "
                + project
                + " failed or took more than "
                + LIMIT_SECONDS
                + " s:\n"
                + Files.readString(log));
      }
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    return project.resolve("target");
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
            directory.resolve("repository").toUri(),
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
