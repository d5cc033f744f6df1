package io.github.flumespark.itest.spark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The JVMs that tests start: each lives for seconds, and the second compiler's work comes late. */
final class TestJvm {

  private TestJvm() {}

  /**
   * The start of a command, to add to.
   *
   * @param heap as in {@code -Xmx}
   */
  static List<String> command(String heap) {
    return command(Path.of(System.getProperty("java.home"), "bin", "java"), heap);
  }

  /** The same with another Java. */
  static List<String> command(Path java, String heap) {
    return new ArrayList<>(
        List.of(java.toString(), "-Xmx" + heap, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
  }
}
