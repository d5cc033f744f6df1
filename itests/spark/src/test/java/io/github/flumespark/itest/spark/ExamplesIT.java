package io.github.flumespark.itest.spark;

import static io.github.flumespark.itest.spark.EmbeddedSink.LARGE_CHANNEL;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The examples of the client's README: compiled as they stand there, and run. */
class ExamplesIT {

  private static final int EVENTS = 1000;
  private static final String COUNT = "FlumeEventCount";
  private static final String JSON = "EventsToJson";

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(names = {"SPARK_3_5", "SPARK_4_2"})
  void theScalaExampleCountsEvents(SparkWorld world) throws Exception {
    Path overloads = directory.resolve("Overloads.scala");
    try (InputStream in = ExamplesIT.class.getResourceAsStream("/scala/Overloads.scala")) {
      Files.copy(in, overloads);
    }

    assertCounts(world, scalac(world, write("scala", COUNT), overloads));
  }

  @Test
  void theJavaExampleCountsEvents() throws Exception {
    assertCounts(SparkWorld.SPARK_4_2, javac(SparkWorld.SPARK_4_2, write("java", COUNT)));
  }

  @ParameterizedTest
  @EnumSource(names = {"SPARK_4_0", "SPARK_4_1"})
  @Tag("matrix")
  void theJavaExampleWritesJsonOnOtherSparksAsWell(SparkWorld world) throws Exception {
    theJavaExampleWritesJson(world);
  }

  @ParameterizedTest
  @EnumSource(names = {"SPARK_3_5", "SPARK_4_0", "SPARK_4_1"})
  @Tag("matrix")
  void theScalaExampleWritesJsonOnOtherSparksAsWell(SparkWorld world) throws Exception {
    assertWritesJson(world, scalac(world, write("scala", JSON)));
  }

  @ParameterizedTest
  @EnumSource(names = {"SPARK_3_5", "SPARK_4_2"})
  void theJavaExampleWritesJson(SparkWorld world) throws Exception {
    assertWritesJson(world, javac(world, write("java", JSON)));
  }

  @Test
  void theScalaExampleWritesJson() throws Exception {
    assertWritesJson(SparkWorld.SPARK_4_2, scalac(SparkWorld.SPARK_4_2, write("scala", JSON)));
  }

  private Path scalac(SparkWorld world, Path... sources) throws Exception {
    Path classes = Files.createDirectory(directory.resolve("classes"));
    List<String> scalac = new ArrayList<>(world.jvmArguments());
    scalac.addAll(List.of("-Xss4m", "-cp", world.compilerClassPath()));
    scalac.addAll(List.of("scala.tools.nsc.Main", "-usejavacp", "-deprecation:false"));
    scalac.addAll(List.of("-d", classes.toString()));
    Stream.of(sources).map(Path::toString).forEach(scalac::add);
    Process compiler = java(scalac, "scalac.txt");
    try {
      assertThat(compiler.waitFor(4, TimeUnit.MINUTES)).as("scalac ended").isTrue();
      assertThat(compiler.exitValue()).as(read("scalac.txt")).isZero();
    } finally {
      compiler.destroyForcibly();
    }
    return classes;
  }

  private Path javac(SparkWorld world, Path source) throws IOException {
    Path classes = Files.createDirectory(directory.resolve("classes"));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    assertThat(
            compiler.run(
                null,
                null,
                null,
                "-nowarn",
                "-d",
                classes.toString(),
                "-cp",
                world.applicationClassPath(),
                source.toString()))
        .isZero();
    return classes;
  }

  private Path write(String language, String main) throws IOException {
    return Files.writeString(directory.resolve(main + "." + language), readme(language, main));
  }

  /** The example of this name in this language: there is one. */
  private static String readme(String language, String main) throws IOException {
    Pattern block = Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL);
    Matcher matcher = block.matcher(Files.readString(Path.of(System.getProperty("client.readme"))));
    List<String> examples = new ArrayList<>();
    while (matcher.find()) {
      if (matcher.group(1).contains(main)) {
        examples.add(matcher.group(1));
      }
    }
    assertThat(examples).as("examples in " + language).hasSize(1);
    return examples.get(0);
  }

  private void assertCounts(SparkWorld world, Path classes) throws IOException {
    try (EmbeddedSink sink = sink()) {
      runUntil(
          () -> counted() == EVENTS,
          run(world, classes, COUNT, "127.0.0.1", Integer.toString(sink.port())));
      assertThat(counted()).as(read("out.txt")).isEqualTo(EVENTS);
      awaitLastAcks(sink);
    }
  }

  private void assertWritesJson(SparkWorld world, Path classes) throws IOException {
    Path written = directory.resolve("written");
    try (EmbeddedSink sink = sink()) {
      runUntil(
          () -> lines(written.resolve("events")) == EVENTS,
          run(world, classes, JSON, "127.0.0.1:" + sink.port(), written.toString()));
      assertThat(lines(written.resolve("events"))).as(read("out.txt")).isEqualTo(EVENTS);
      awaitLastAcks(sink);
    }
  }

  private static EmbeddedSink sink() {
    EmbeddedSink sink = new EmbeddedSink("example", LARGE_CHANNEL, Map.of());
    sink.put(Events.sample("example", EVENTS));
    return sink;
  }

  private Process run(SparkWorld world, Path classes, String main, String... arguments)
      throws IOException {
    List<String> run = new ArrayList<>(world.jvmArguments());
    run.add("-Djob.log=" + directory.resolve("spark.log"));
    run.add("-Djava.io.tmpdir=" + directory);
    run.add("-Dspark.master=local[2]");
    run.add("-Dspark.ui.enabled=false");
    run.add("-Dspark.driver.host=127.0.0.1");
    run.add("-Dspark.driver.bindAddress=127.0.0.1");
    run.addAll(List.of("-cp", classes + File.pathSeparator + world.applicationClassPath(), main));
    run.addAll(List.of(arguments));
    return java(run, "out.txt");
  }

  private void runUntil(Callable<Boolean> condition, Process example) {
    try {
      Awaitility.await("all events; see " + directory.resolve("out.txt"))
          .atMost(SparkProcess.PATIENCE)
          .until(() -> condition.call() || !example.isAlive());
    } finally {
      example.destroyForcibly();
    }
  }

  private static void awaitLastAcks(EmbeddedSink sink) {
    Awaitility.await("the last acks")
        .atMost(SparkProcess.PATIENCE)
        .until(() -> sink.channel().committed() == EVENTS);
  }

  /** Of all files of JSON in a directory that Spark writes to. */
  private static long lines(Path output) throws IOException {
    long lines = 0;
    if (Files.isDirectory(output)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(output, "part-*.json")) {
        for (Path file : files) {
          // Bytes: a file that is being written may end within a character.
          for (byte b : Files.readAllBytes(file)) {
            lines += b == '\n' ? 1 : 0;
          }
        }
      }
    }
    return lines;
  }

  private long counted() throws IOException {
    Matcher counts = Pattern.compile("Received (\\d+) flume events").matcher(read("out.txt"));
    long sum = 0;
    while (counts.find()) {
      sum += Long.parseLong(counts.group(1));
    }
    return sum;
  }

  private Process java(List<String> arguments, String output) throws IOException {
    List<String> command = TestJvm.command("512m");
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    return builder
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve(output).toFile())
        .start();
  }

  private String read(String file) throws IOException {
    return Files.readString(directory.resolve(file), UTF_8);
  }
}
