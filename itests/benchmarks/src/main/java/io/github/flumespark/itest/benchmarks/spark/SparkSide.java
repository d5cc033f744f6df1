package io.github.flumespark.itest.benchmarks.spark;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A way to count what sinks give. Each is a program that runs until its stdin ends and says on
 * stdout {@code STARTED}, then {@code COUNT events nanos} whenever it has counted some, with the
 * {@link System#nanoTime} of that moment. Its arguments are the interval between counts in ms, the
 * size of a poll, the number of connections, a directory for what it wants to keep, and the sinks'
 * ports.
 */
enum SparkSide {
  /** Spark 2.4.8 with its own client: what the others are compared with. */
  SPARK_2_4("Spark 2.4.8's DStream", "spark-2.4", "io.github.flumespark.itest.spark24.CountingJob"),

  /** The same program, the same class file, on Spark 4.2 with our client. */
  DSTREAM("DStream on Spark 4.2", "spark-4.2", "io.github.flumespark.itest.spark24.CountingJob"),

  /** The source flume, with its segments. */
  STRUCTURED(
      "Structured Streaming on Spark 4.2",
      "structured",
      "io.github.flumespark.itest.structured.CountingQuery");

  /** With the setting that the client's README asks for, so that blocks fit their memory. */
  private static final List<String> JVM =
      List.of("-Xms1g", "-Xmx2g", "-Dspark.storage.unrollMemoryThreshold=1000000");

  private final String label;
  private final String world;
  private final String mainClass;

  SparkSide(String label, String world, String mainClass) {
    this.label = label;
    this.world = world;
    this.mainClass = mainClass;
  }

  String label() {
    return label;
  }

  /** The command line, up to the program's arguments. */
  List<String> command(Path worlds, Path log) throws IOException {
    return command(worlds, log, mainClass);
  }

  /** Another program in its place. */
  List<String> command(Path worlds, Path log, String otherClass) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM);
    command.add("-Djob.log=" + log);
    command.add("-cp");
    command.add(classPath(worlds));
    command.add(otherClass);
    return command;
  }

  private String classPath(Path worlds) throws IOException {
    Path classPath = worlds.resolve(world).resolve("target").resolve("class-path.txt");
    if (!Files.exists(classPath)) {
      throw new IOException(
          "there is no " + classPath + ": build with -Drun=benchmarks -Pspark-benchmarks");
    }
    // The world's own classes come first: they have the configuration of its log.
    return String.join(
        File.pathSeparator,
        classes(worlds, world),
        classes(worlds, "spark-2.4"),
        Files.readString(classPath).strip());
  }

  private static String classes(Path worlds, String world) {
    return worlds.resolve(world).resolve("target").resolve("classes").toString();
  }

  /** Those with these names, in their order here; all, if there are no names. */
  static List<SparkSide> named(List<String> names) {
    return Arrays.stream(values())
        .filter(side -> names.isEmpty() || names.contains(side.name().toLowerCase(Locale.ROOT)))
        .toList();
  }
}
