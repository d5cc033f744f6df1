package org.apache.spark.streaming.flume.sink.internal.extension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Set;
import org.apache.flume.conf.ConfigurationException;
import org.apache.spark.streaming.flume.sink.internal.guard.ExtensionCalls;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformer;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiscoveryTest {

  @TempDir private Path directory;

  @Test
  void aPlatformWithoutAServiceLoaderYetIsNotAnEmptyOne() {
    ExtensionKind<EventTransformer> kind =
        new ExtensionKind<>(
            "transformer",
            EventTransformer.class,
            EventTransformerFactory.class,
            false,
            Set.of(),
            () -> null);

    ExtensionCalls calls = new ExtensionCalls("spark", System::nanoTime);
    assertThat(Discovery.run(kind, calls)).isEmpty();
    assertThat(Discovery.run(ExtensionKind.TRANSFORMER, calls)).isPresent();
  }

  @Test
  void aClassLoaderThatFailsForEverEndsTheSearch() throws Exception {
    try (ExtensionWorld world = new ExtensionWorld(directory).chain("any")) {
      assertThatThrownBy(() -> world.load(new Unreadable()))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("Error locating configuration files, because of")
          .hasMessageContaining("java.io.IOException: stale file handle")
          .satisfies(thrown -> assertThat(thrown.getSuppressed()).hasSize(1));
    }
  }

  private static final class Unreadable extends URLClassLoader {

    Unreadable() {
      super(new URL[0], DiscoveryTest.class.getClassLoader());
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
      throw new IOException("stale file handle");
    }
  }
}
