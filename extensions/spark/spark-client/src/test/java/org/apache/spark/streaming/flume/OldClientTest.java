package org.apache.spark.streaming.flume;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OldClientTest {

  @TempDir Path directory;

  @Test
  void aSecondClientIsFoundInItsPlace() throws Exception {
    Path old = directory.resolve("org/apache/spark/streaming/flume/FlumeUtils.class");
    Files.createDirectories(old.getParent());
    Files.write(old, new byte[] {1});
    try (URLClassLoader loader =
        new URLClassLoader(
            new URL[] {directory.toUri().toURL()}, OldClientTest.class.getClassLoader())) {
      assertThat(OldClient.places(loader)).hasSize(2).contains(old.toUri().toURL());
      OldClient.warnOf(loader);
    }
  }

  @Test
  void thisOneIsFoundOnce() throws Exception {
    assertThat(OldClient.places(OldClientTest.class.getClassLoader())).hasSize(1);
  }
}
