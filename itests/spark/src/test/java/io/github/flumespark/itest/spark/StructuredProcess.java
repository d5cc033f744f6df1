package io.github.flumespark.itest.spark;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Spark in a JVM of its own, with one Structured Streaming query, or a session that serves many. If
 * this JVM dies, its stdin ends and so does it.
 */
final class StructuredProcess implements AutoCloseable {

  private static final String JOBS = "io.github.flumespark.itest.structured.";

  private final Path errors;
  private final Process process;
  private final Writer commands;
  private final List<String> answers = Collections.synchronizedList(new ArrayList<>());

  private StructuredProcess(
      SparkWorld world,
      Path directory,
      List<String> jvmArguments,
      String job,
      List<String> arguments)
      throws IOException {
    Files.createDirectories(directory);
    errors = Files.createTempFile(directory, "spark-", ".log");
    List<String> command = TestJvm.command(world.java().orElseThrow(), "768m");
    command.add("-Djava.io.tmpdir=" + directory);
    command.addAll(world.jvmArguments());
    command.addAll(jvmArguments);
    command.addAll(List.of("-cp", classPath(world), JOBS + job));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.directory(directory.toFile());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.redirectError(errors.toFile());
    process = builder.start();
    commands = process.outputWriter(UTF_8);
    Thread reader = new Thread(this::read, "structured-" + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  /** Starts it, and waits for the query to run. */
  static StructuredProcess start(Path directory, List<String> arguments) throws IOException {
    return start(SparkWorld.SPARK_4_2, directory, arguments);
  }

  /** The same, on this Spark. */
  static StructuredProcess start(SparkWorld world, Path directory, List<String> arguments)
      throws IOException {
    StructuredProcess spark =
        new StructuredProcess(world, directory, List.of(), "StructuredJob", arguments);
    try {
      spark.await("the query to run", () -> spark.last("STARTED").isPresent());
      spark.checkVersion(world);
      return spark;
    } catch (Throwable e) {
      spark.close();
      throw e;
    }
  }

  /** Starts it, and waits for nothing. */
  static StructuredProcess launch(Path directory, List<String> arguments) throws IOException {
    return new StructuredProcess(
        SparkWorld.SPARK_4_2, directory, List.of(), "StructuredJob", arguments);
  }

  /** Starts a session that runs queries on demand, on this Spark; see the job's QueryServer. */
  static StructuredProcess serve(
      SparkWorld world, Path directory, List<String> jvmArguments, List<String> conf)
      throws IOException {
    StructuredProcess spark =
        new StructuredProcess(world, directory, jvmArguments, "QueryServer", conf);
    try {
      spark.await("Spark to be ready", () -> spark.last("READY").isPresent());
      spark.checkVersion(world);
      return spark;
    } catch (Throwable e) {
      spark.close();
      throw e;
    }
  }

  /** What Spark's users have on their class path: Spark, the client's one jar, and the job. */
  static String classPath() throws IOException {
    return classPath(SparkWorld.SPARK_4_2);
  }

  private static String classPath(SparkWorld world) throws IOException {
    return classes() + File.pathSeparator + world.jars();
  }

  /** A test of another Spark than the one it claims to test would be worth nothing. */
  private void checkVersion(SparkWorld world) {
    String expected = "READY spark=" + world.version();
    if (!last("READY").orElse("").equals(expected)) {
      throw new AssertionError("expected %s but got %s".formatted(expected, last("READY")));
    }
  }

  /** The job's own. */
  static Path classes() {
    return SparkWorld.target("structured").resolve("classes");
  }

  /** The jars of that class path. */
  static List<String> jars() throws IOException {
    return SparkWorld.SPARK_4_2.jarList();
  }

  private void read() {
    try (BufferedReader in = process.inputReader(UTF_8)) {
      in.lines().forEach(answers::add);
    } catch (IOException | UncheckedIOException e) {
      answers.add("END " + e);
    }
  }

  void command(String line) {
    try {
      commands.write(line + "\n");
      commands.flush();
    } catch (IOException e) {
      throw new AssertionError("Spark no longer listens" + tail(), e);
    }
  }

  /** Tells it where to stand still: see the job's CrashPoint. */
  void arm(String phase, String operation, String regex) {
    command("arm %s %s %s".formatted(phase, operation, regex));
    await("Spark to know where to stop", () -> last("ARMED").isPresent());
  }

  /** Waits until it stands still. */
  void awaitReached() {
    await("Spark to stand still", () -> last("REACHED").isPresent());
  }

  /** The last answer that begins with this word. */
  Optional<String> last(String word) {
    synchronized (answers) {
      return answers.stream().filter(line -> line.startsWith(word)).reduce((a, b) -> b);
    }
  }

  /** All answers that begin with this word. */
  List<String> all(String word) {
    synchronized (answers) {
      return answers.stream().filter(line -> line.startsWith(word)).toList();
    }
  }

  long count(String word) {
    synchronized (answers) {
      return answers.stream().filter(line -> line.startsWith(word)).count();
    }
  }

  void await(String what, Callable<Boolean> condition) {
    try {
      Awaitility.await(what)
          .atMost(SparkProcess.PATIENCE)
          .pollInterval(Duration.ofMillis(50))
          .until(() -> condition.call() || !process.isAlive());
    } catch (ConditionTimeoutException e) {
      throw new AssertionError("Waited for " + what + ", in vain" + tail(), e);
    }
    try {
      if (!condition.call()) {
        throw new AssertionError("Spark ended while waiting for " + what + tail());
      }
    } catch (AssertionError e) {
      throw e;
    } catch (Exception e) {
      throw new AssertionError("Could not see whether there was " + what + tail(), e);
    }
  }

  private String tail() {
    String log;
    try {
      List<String> lines = Files.readAllLines(errors);
      log = String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
    } catch (IOException e) {
      log = e.toString();
    }
    List<String> said = List.copyOf(answers);
    return "\nSpark (process %d) said %s\n--- the end of its log ---\n%s"
        .formatted(process.pid(), said.subList(Math.max(0, said.size() - 20), said.size()), log);
  }

  /** All that it has logged. */
  String log() throws IOException {
    return Files.readString(errors);
  }

  long pid() {
    return process.pid();
  }

  /** SIGKILL, and waits until it is gone. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      throw new AssertionError("Spark (process %d) survives a kill".formatted(process.pid()));
    }
  }

  /** Stops the query, and with it the JVM. */
  void stop() throws InterruptedException {
    command("stop");
    awaitEnd();
  }

  void awaitEnd() throws InterruptedException {
    if (!process.waitFor(SparkProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("Spark does not end" + tail());
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
