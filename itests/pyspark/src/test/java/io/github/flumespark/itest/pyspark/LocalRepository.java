package io.github.flumespark.itest.pyspark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A Maven repository with the client, as a release would put it there, and its parent. */
final class LocalRepository {

  private LocalRepository() {}

  static Path create(Path directory) throws IOException {
    String version = Tests.property("project.version");
    Path client = directory(directory, "flume-spark-client", version);
    Files.copy(Tests.jar(), client.resolve("flume-spark-client-%s.jar".formatted(version)));
    Files.copy(
        Path.of(Tests.property("client.target"), "dependency-reduced-pom.xml"),
        client.resolve("flume-spark-client-%s.pom".formatted(version)));
    Files.copy(
        Path.of(Tests.property("parent.pom")),
        directory(directory, "flume-spark-parent", version)
            .resolve("flume-spark-parent-%s.pom".formatted(version)));
    return directory;
  }

  private static Path directory(Path repository, String artifact, String version)
      throws IOException {
    return Files.createDirectories(
        repository.resolve("io/github/flumespark").resolve(artifact).resolve(version));
  }
}
