package io.github.flumespark.itest.karaf;

import java.nio.file.Path;

/** Where the build left what these tests need. */
final class Project {

  static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();

  private Project() {}

  /** Below it, all that the tests write. */
  static Path work() {
    return Path.of(System.getProperty("karaf.work"));
  }

  /** Karaf, as it was unpacked. */
  static Path stockKaraf() {
    return Path.of(System.getProperty("karaf.stock"));
  }

  /** The jar of an extension that no installed feature has. */
  static Path sequenceGenerators() {
    return ROOT.resolve("extensions/sink/sequence-generators/target")
        .resolve(
            "flume-spark-sequence-generators-" + System.getProperty("project.version") + ".jar");
  }

  /** All features in one file. */
  static Path kar() {
    return ROOT.resolve("extensions/osgi/karaf-feature/target")
        .resolve("flume-spark-karaf-" + System.getProperty("project.version") + ".kar");
  }

  /** Spark's Avro. */
  static Path clientLib() {
    return ROOT.resolve("itests/flume-agent/class-paths/client-avro-1.8.2/target/lib");
  }

  static Path clientClasses() {
    return ROOT.resolve("itests/flume-agent/target/classes");
  }
}
