package io.github.flumespark.itest.osgi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where the build left the jars that go into a framework. */
final class Jars {

  static final List<String> EXTENSIONS =
      List.of(
          "event-transformers",
          "batch-policies",
          "sequence-generators",
          "dead-letters",
          "flume-interceptors");

  private static final Path ROOT = Path.of(System.getProperty("project.root")).normalize();

  private Jars() {}

  static Path api() {
    return ours("api", "flume-spark-sink-api");
  }

  static Path sink() {
    return ours("impl", "flume-spark-sink");
  }

  static Path flume() {
    return ours("extensions/osgi/flume-osgi", "flume-spark-osgi");
  }

  static Path extension(String folder) {
    return ours("extensions/sink/" + folder, "flume-spark-" + folder);
  }

  /** An extension with a Jackson of its own inside. */
  static Path withJackson() {
    return ours("itests/flume-agent/extensions/with-jackson", "flume-spark-itest-with-jackson");
  }

  /** The list of bundles for a framework of one's own. */
  static Path bndrun() {
    return ROOT.resolve("extensions/osgi/flume-osgi/agents.bndrun");
  }

  static Path parts() {
    return ours("itests/osgi/parts", "flume-spark-itest-osgi-parts");
  }

  /** All jars of a module in {@code itests/osgi/worlds}. */
  static List<Path> world(String name) {
    return list(ROOT.resolve("itests/osgi/worlds").resolve(name).resolve("target/lib"));
  }

  static Path framework(String prefix) {
    return world("frameworks").stream()
        .filter(jar -> jar.getFileName().toString().startsWith(prefix))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("There is no " + prefix + "*.jar"));
  }

  static Path clientLib() {
    return ROOT.resolve("itests/flume-agent/class-paths/client-avro-1.12/target/lib");
  }

  static Path clientClasses() {
    return ROOT.resolve("itests/flume-agent/target/classes");
  }

  private static Path ours(String folder, String artifact) {
    Path jar =
        ROOT.resolve(folder)
            .resolve("target")
            .resolve(artifact + "-" + System.getProperty("project.version") + ".jar");
    if (!Files.isRegularFile(jar)) {
      throw new IllegalStateException("Not built: " + jar);
    }
    return jar;
  }

  private static List<Path> list(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Not built: " + directory, e);
    }
  }
}
