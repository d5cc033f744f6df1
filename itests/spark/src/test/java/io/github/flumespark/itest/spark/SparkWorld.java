package io.github.flumespark.itest.spark;

import io.github.flumespark.itest.agent.SecondJdk;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A Spark that jobs run on: a class path, and what a job has to say of it. */
enum SparkWorld {
  /** The last Spark with a Flume client of its own. */
  SPARK_2_4("spark-2.4", ""),

  /** Scala 2.12. Its launcher opens these packages of the JDK, and more. */
  SPARK_3_5("spark-3.5", Constants.OPEN),

  /** Without DStreams, as the next one: they were not published with these. */
  SPARK_4_0("spark-4.0", ""),
  SPARK_4_1("spark-4.1", ""),

  /** The one on which all tests run. */
  SPARK_4_2("spark-4.2", ""),

  /** The same on a newer JDK, where there is one beside the JDK of the tests. */
  SPARK_4_2_NEWER_JAVA("spark-4.2", "", true),

  /** The same with its Connect server. */
  CONNECT_SERVER("connect-server", ""),

  /** Scala 2.13. These three are there with {@code -Pmatrix}. */
  DSTREAMS_3_5("dstreams-3.5", Constants.OPEN),
  DSTREAMS_4_0("dstreams-4.0", ""),
  DSTREAMS_4_1("dstreams-4.1", "");

  private final String directory;
  private final String openPackages;
  private final boolean newerJava;

  SparkWorld(String directory, String openPackages) {
    this(directory, openPackages, false);
  }

  SparkWorld(String directory, String openPackages, boolean newerJava) {
    this.directory = directory;
    this.openPackages = openPackages;
    this.newerJava = newerJava;
  }

  private static final class Constants {
    private static final String OPEN = "java.lang.invoke java.nio java.util sun.nio.ch";
  }

  List<String> jvmArguments() {
    return Stream.of(openPackages.split(" "))
        .filter(name -> !name.isEmpty())
        .map("--add-opens=java.base/%s=ALL-UNNAMED"::formatted)
        .toList();
  }

  /** The command that runs it: empty if there is no newer JDK, which it asks for. */
  Optional<Path> java() throws IOException {
    return newerJava
        ? SecondJdk.find().map(SecondJdk::java)
        : Optional.of(Path.of(System.getProperty("java.home"), "bin", "java"));
  }

  /** The job as it was compiled against Spark 2.4, and this Spark. */
  String classPath() throws IOException {
    Path job = target(SPARK_2_4.directory).resolve("classes");
    return this == SPARK_2_4
        ? job + File.pathSeparator + jars()
        : logging() + File.pathSeparator + job + File.pathSeparator + jars();
  }

  /** Log4j 2 takes no notice of the job's own file, which is for Log4j 1. */
  private static Path logging() {
    return target(SPARK_4_2.directory).resolve("classes");
  }

  /** What an application has, without the job. */
  String applicationClassPath() throws IOException {
    return logging() + File.pathSeparator + jars();
  }

  /** This Spark and the client's one jar. */
  String jars() throws IOException {
    return Files.readString(target(directory).resolve("class-path.txt")).strip();
  }

  /** The same, one by one. */
  List<String> jarList() throws IOException {
    return List.of(jars().split(Pattern.quote(File.pathSeparator), -1));
  }

  /** With the compiler of this Spark's Scala. */
  String compilerClassPath() throws IOException {
    return target(directory).resolve("scalac") + "/*" + File.pathSeparator + applicationClassPath();
  }

  /** How the first line of the job for DStreams goes on, as far as it must. */
  String versions() {
    String client =
        this == SPARK_2_4
            ? "spark-streaming-flume_2.12-%s.jar avro=%s java="
                .formatted(version(), property("spark24.avro.version"))
            : "flume-spark-client-";
    return "spark=%s scala=%s client=%s".formatted(version(), word(1), client);
  }

  /** Such as 4.2.0. */
  String version() {
    return word(0);
  }

  /** The build passes the versions of Spark and of its Scala. */
  private String word(int index) {
    return List.of(property(directory).split(" ", 2)).get(index);
  }

  /** Where the build has put what belongs to one of the folders beside this one. */
  static Path target(String folder) {
    return Path.of(property("worlds"), folder, "target").toAbsolutePath();
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
