package org.apache.spark.streaming.flume.sink.internal.extension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SinkExtensionContextTest {

  @TempDir private Path temp;

  @Test
  void makesTheDirectoryOnlyWhenAsked() {
    Path root = temp.resolve("data");
    SinkExtensionContext context = context("spark", "t1", root);
    assertThat(root).doesNotExist();

    assertThat(context.dataDirectory()).isEqualTo(root.resolve("spark/t1")).isDirectory();
    assertThat(context.dataDirectory()).isDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", ".", "", "/etc", "../../x", "a/../../b", "a\\b", "\0", "ü"})
  void noNameLeadsOutOfTheRoot(String name) {
    Path directory = context(name, name, temp).dataDirectory();

    assertThat(directory.normalize()).isEqualTo(directory);
    assertThat(directory.getParent().getParent()).isEqualTo(temp);
  }

  @Test
  void twoNamesNeverShareADirectory() {
    assertThat(SinkExtensionContext.fileName("a/b"))
        .isEqualTo("a%2fb")
        .isNotEqualTo(SinkExtensionContext.fileName("a_b"));
    assertThat(SinkExtensionContext.fileName("a%2fb")).isEqualTo("a%252fb");
    assertThat(SinkExtensionContext.fileName("v1.2")).isEqualTo("v1.2");
  }

  @Test
  void saysWhichDirectoryCannotBeMade() throws Exception {
    Path file = Files.createFile(temp.resolve("file"));

    assertThatThrownBy(() -> context("spark", "t1", file).dataDirectory())
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(file.resolve("spark").resolve("t1").toString());
  }

  private static SinkExtensionContext context(String sink, String alias, Path root) {
    return new SinkExtensionContext(sink, alias, root, System::nanoTime, null);
  }
}
