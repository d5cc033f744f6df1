package io.github.flumespark.itest.spark;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A Spark that the job runs on: a class path, and what the job has to say of it. */
enum SparkWorld {
  /** The last Spark with a Flume client of its own. */
  SPARK_2_4("spark24", ""),

  /** Scala 2.12. Its launcher opens these packages of the JDK, and more. */
  SPARK_3_5("spark35", "java.lang.invoke java.nio java.util sun.nio.ch"),

  /** Scala 2.13. */
  SPARK_4_1("spark41", "");

  private final String prefix;
  private final String openPackages;

  SparkWorld(String prefix, String openPackages) {
    this.prefix = prefix;
    this.openPackages = openPackages;
  }

  List<String> jvmArguments() {
    return Stream.of(openPackages.split(" "))
        .filter(name -> !name.isEmpty())
        .map("--add-opens=java.base/%s=ALL-UNNAMED"::formatted)
        .toList();
  }

  /** The job as it was compiled against Spark 2.4, and this Spark. */
  String classPath() throws IOException {
    Path job = target("spark24").resolve("classes");
    String spark = Files.readString(target(prefix).resolve("class-path.txt")).strip();
    return this == SPARK_2_4
        ? job + File.pathSeparator + spark
        : logging() + File.pathSeparator + job + File.pathSeparator + spark;
  }

  /** Log4j 2 takes no notice of the job's own file, which is for Log4j 1. */
  private static Path logging() {
    return target("spark41").resolve("classes");
  }

  /** What an application has, without the job. */
  String applicationClassPath() throws IOException {
    return logging()
        + File.pathSeparator
        + Files.readString(target(prefix).resolve("class-path.txt")).strip();
  }

  /** With the compiler of this Spark's Scala. */
  String compilerClassPath() throws IOException {
    return target(prefix).resolve("scalac") + "/*" + File.pathSeparator + applicationClassPath();
  }

  /** How the job's first line goes on, as far as it must. */
  String versions() {
    String client =
        this == SPARK_2_4
            ? "spark-streaming-flume_2.12-%s.jar avro=%s java="
                .formatted(property("spark24.version"), property("spark24.avro.version"))
            : "flume-spark-client-";
    return "spark=%s scala=%s client=%s"
        .formatted(property(prefix + ".version"), property(prefix + ".scala.version"), client);
  }

  private static Path target(String prefix) {
    return Path.of(property(prefix + ".target")).toAbsolutePath();
  }

  private static String property(String name) {
    String value = System.getProperty(name);
    if (value == null) {
      throw new IllegalStateException(
          "no system property %s: run this with mvn verify".formatted(name));
    }
    return value;
  }
}
