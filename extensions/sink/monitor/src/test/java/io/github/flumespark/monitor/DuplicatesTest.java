package io.github.flumespark.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is on a class path more than once. */
class DuplicatesTest {

  @TempDir private Path directory;

  private URL place(String name) throws IOException {
    Path file =
        directory.resolve(name).resolve("org/apache/spark/streaming/flume/sink/SparkSink.class");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "");
    return directory.resolve(name).toUri().toURL();
  }

  @Test
  void aSecondCopyOfTheSinkIsToldWithBothPlacesAndTheOneInUseFirst() throws IOException {
    try (URLClassLoader loader = new URLClassLoader(new URL[] {place("old"), place("new")}, null)) {
      assertThat(Duplicates.warnings(loader))
          .singleElement()
          .asString()
          .matches(
              "Monitor: the sink is on the class path 2 times. In use is file:.*/old, and not"
                  + " file:.*/new: remove all but one of them");
    }
  }

  @Test
  void oneCopyIsFine() throws IOException {
    try (URLClassLoader loader = new URLClassLoader(new URL[] {place("new")}, null)) {
      assertThat(Duplicates.warnings(loader)).isEmpty();
    }
  }
}
