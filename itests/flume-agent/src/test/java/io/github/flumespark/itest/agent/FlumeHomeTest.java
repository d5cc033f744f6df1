package io.github.flumespark.itest.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlumeHomeTest {

  @TempDir private Path directory;

  @Test
  void theClassPathHasTheOrderOfFlumeNg() throws Exception {
    Path plugins = directory.resolve("plugins.d");
    Path more = directory.resolve("more");
    Files.createDirectories(plugins.resolve("sink/lib"));
    Files.createDirectories(plugins.resolve("sink/libext"));
    Files.createDirectories(more.resolve("ext/lib"));
    FlumeHome home = new FlumeHome(directory.resolve("lib"), List.of(plugins)).withPlugins(more);

    assertThat(home.classPath(directory.resolve("conf")).split(File.pathSeparator, -1))
        .containsExactly(
            directory.resolve("conf").toString(),
            directory.resolve("lib") + "/*",
            plugins.resolve("sink/lib") + "/*",
            more.resolve("ext/lib") + "/*",
            plugins.resolve("sink/libext") + "/*");
  }
}
