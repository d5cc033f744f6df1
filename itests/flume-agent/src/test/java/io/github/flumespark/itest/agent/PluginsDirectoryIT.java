package io.github.flumespark.itest.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What an operator copies: our jars, and none that the agent brings. */
class PluginsDirectoryIT {

  private final Path plugin =
      FlumeHome.assembled().pluginsPath().get(0).resolve("flume-spark-sink");

  @Test
  void itHasTheSinkInLibItsApiInLibextAndTheirLicenceAndNothingElse() throws Exception {
    try (Stream<Path> files = Files.walk(plugin)) {
      assertThat(files.filter(Files::isRegularFile).map(f -> plugin.relativize(f).toString()))
          // A release says in there what it consists of.
          .filteredOn(f -> !f.startsWith("sbom/"))
          .satisfiesExactlyInAnyOrder(
              f -> assertThat(f).matches("lib/flume-spark-sink-\\d[^/]*\\.jar"),
              f -> assertThat(f).matches("libext/flume-spark-sink-api-\\d[^/]*\\.jar"),
              f -> assertThat(f).isEqualTo("LICENSE"),
              f -> assertThat(f).isEqualTo("NOTICE"));
    }
  }
}
