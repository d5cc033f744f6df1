package io.github.flumespark.itest.others;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** What an operator copies: nothing in it may meet a class of the agent's. */
class StandaloneLayoutIT {

  private static final String SHADED = "io/github/flumespark/shaded/";
  private static final String SINK = "org/apache/spark/streaming/flume/sink/";

  /** Netty has it under a name of its own already. */
  private static final String INSIDE_NETTY = "org.jctools";

  private final Path plugin =
      Path.of(System.getProperty("standalone"), "flume-spark-sink-standalone");

  @Test
  void itHasTheSinkInLibAndItsApiAndLibrariesInLibext() throws Exception {
    try (Stream<Path> files = Files.walk(plugin)) {
      assertThat(files.filter(Files::isRegularFile).map(f -> plugin.relativize(f).toString()))
          // A build of what is published adds it.
          .filteredOn(f -> !f.startsWith("sbom/"))
          .satisfiesExactlyInAnyOrder(
              f -> assertThat(f).isEqualTo("LICENSE"),
              f -> assertThat(f).isEqualTo("NOTICE"),
              f -> assertThat(f).matches("lib/flume-spark-sink-standalone-\\d[^/]*\\.jar"),
              f -> assertThat(f).matches("libext/flume-spark-sink-api-\\d[^/]*\\.jar"),
              f -> assertThat(f).matches("libext/flume-spark-shaded-avro-\\d[^/]*\\.jar"),
              f -> assertThat(f).matches("libext/flume-spark-shaded-jackson-\\d[^/]*\\.jar"),
              f -> assertThat(f).matches("libext/flume-spark-shaded-netty-\\d[^/]*\\.jar"));
    }
  }

  @Test
  void everyClassIsOursOrRenamedAndTheApiIsNot() throws Exception {
    List<Path> jars = jars();
    assertThat(jars).hasSize(5);
    for (Path jar : jars) {
      boolean shaded = jar.getFileName().toString().startsWith("flume-spark-shaded-");
      assertThat(names(jar))
          .as("what is in " + jar)
          .contains("META-INF/MANIFEST.MF")
          .filteredOn(name -> name.endsWith(".class") || name.startsWith("META-INF/services/"))
          .allMatch(
              name ->
                  name.startsWith(shaded ? SHADED : SINK)
                      || name.startsWith("META-INF/services/" + SHADED.replace('/', '.')));
      if (shaded) {
        assertThat(names(jar)).contains("META-INF/LICENSE", "META-INF/NOTICE");
      }
    }
  }

  @Test
  void theNameOfAJarTellsTheVersionOfAllThatWasTakenIn() throws Exception {
    List<Path> shaded = jars().stream().filter(jar -> jar.toString().contains("-shaded-")).toList();
    assertThat(shaded).hasSize(3);
    for (Path jar : shaded) {
      List<String> texts =
          names(jar).stream()
              .filter(name -> name.endsWith("/pom.properties") && !name.contains(INSIDE_NETTY))
              .toList();
      assertThat(texts).as("what tells of versions in " + jar).isNotEmpty();
      for (String text : texts) {
        // Jackson's annotations have the first two numbers alone.
        assertThat(jar.getFileName().toString())
            .as(text)
            .containsPattern("-" + Pattern.quote(version(jar, text)) + "(\\.\\d+)?\\.jar$");
      }
    }
  }

  private static String version(Path jar, String text) throws IOException {
    try (JarFile file = new JarFile(jar.toFile());
        InputStream in = file.getInputStream(file.getEntry(text))) {
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    }
  }

  private List<Path> jars() throws IOException {
    List<Path> jars = new ArrayList<>();
    for (String folder : List.of("lib", "libext")) {
      try (Stream<Path> files = Files.list(plugin.resolve(folder))) {
        files.forEach(jars::add);
      }
    }
    return jars;
  }

  private static List<String> names(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.stream().filter(entry -> !entry.isDirectory()).map(ZipEntry::getName).toList();
    }
  }
}
