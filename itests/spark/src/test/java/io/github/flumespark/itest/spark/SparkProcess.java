package io.github.flumespark.itest.spark;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Spark in a JVM of its own, on its own class path. Everything it prints and is told goes through
 * pipes; if this JVM dies, its stdin ends and so does it.
 */
final class SparkProcess implements AutoCloseable {

  /** What Spark may take for anything, on a busy machine; each wait ends as soon as it can. */
  static final Duration PATIENCE = Duration.ofSeconds(90);

  static final String MEMORY_AND_DISK = "MEMORY_AND_DISK_SER_2";

  private final Path directory;
  private final Process process;
  private final Writer commands;
  private final List<String> answers = Collections.synchronizedList(new ArrayList<>());
  private final List<String> events = Collections.synchronizedList(new ArrayList<>());

  private boolean started;

  private SparkProcess(Path directory, Process process) {
    this.directory = directory;
    this.process = process;
    this.commands = process.outputWriter(UTF_8);
    Thread reader = new Thread(this::read, "spark-" + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Launches Spark as its users do: no flags that it can do without, blocks in memory and on disk.
   */
  static SparkProcess launch(SparkWorld world) throws IOException {
    return launch(world, List.of(), List.of());
  }

  /** Launches Spark with a write-ahead log that can be told to fail. */
  static SparkProcess launchWithBreakableLog(SparkWorld world) throws IOException {
    return launch(world, List.of(), List.of("--log", "checkpoints"));
  }

  /**
   * Launches Spark.
   *
   * @param jvmArguments such as {@code -Dspark.*}, which Spark takes for its configuration
   * @param arguments of the job
   */
  static SparkProcess launch(SparkWorld world, List<String> jvmArguments, List<String> arguments)
      throws IOException {
    Path directory = Files.createTempDirectory(world + "-");
    List<String> command = TestJvm.command("512m");
    command.add("-Djob.log=" + directory.resolve("spark.log"));
    command.add("-Djava.io.tmpdir=" + directory);
    command.addAll(world.jvmArguments());
    command.addAll(jvmArguments);
    command.add("-cp");
    command.add(world.classPath());
    command.add("io.github.flumespark.itest.spark24.Spark24PollingJob");
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.directory(directory.toFile());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.redirectError(directory.resolve("stderr.txt").toFile());
    SparkProcess spark = new SparkProcess(directory, builder.start());
    try {
      spark.await("Spark to be ready", () -> !spark.answers("READY").isEmpty());
      spark.checkVersions(world);
    } catch (Throwable e) {
      spark.close();
      throw e;
    }
    return spark;
  }

  /** A test of another Spark, or client, than the one it claims to test would be worth nothing. */
  private void checkVersions(SparkWorld world) {
    String expected = "READY " + world.versions();
    if (!answers.get(0).startsWith(expected)) {
      throw new AssertionError("expected " + expected + "... but got " + answers.get(0));
    }
  }

  /** Starts to poll the sinks at these ports, with a clean list of events. */
  void start(String storageLevel, int maxBatchSize, int... ports) {
    startWith(storageLevel, maxBatchSize, ports.length, ports);
  }

  /** The same, with another number of connections than of sinks. */
  void startWith(String storageLevel, int maxBatchSize, int parallelism, int... ports) {
    started = true;
    events.clear();
    answers.clear();
    String addresses =
        IntStream.of(ports).mapToObj(port -> "127.0.0.1:" + port).collect(Collectors.joining(" "));
    command(
        "start %s %d %d %s".formatted(storageLevel, maxBatchSize, parallelism, addresses),
        "STARTED");
  }

  void start(int... ports) {
    start(MEMORY_AND_DISK, 1000, ports);
  }

  void stopIfStarted() {
    if (started) {
      stop();
    }
  }

  /**
   * Ends the stream. After this, {@link #events} has everything that Spark ever stored; except with
   * a write-ahead log, which Spark closes before it looks for what is left: then await them first.
   */
  void stop() {
    started = false;
    command("stop", "STOPPED");
  }

  void failNextStores(int count) {
    command("fail-stores " + count, "OK");
  }

  void delayNextStore(Duration delay) {
    command("delay-store " + delay.toMillis(), "OK");
  }

  private void command(String command, String answer) {
    int before = answers(answer).size();
    try {
      commands.write(command + "\n");
      commands.flush();
    } catch (IOException e) {
      throw new AssertionError("cannot tell Spark to " + command + report(), e);
    }
    await("Spark to answer " + command, () -> answers(answer).size() > before);
  }

  /** The lines with this first word that the job printed since {@link #start}, events aside. */
  List<String> answers(String word) {
    synchronized (answers) {
      return answers.stream()
          .filter(line -> line.equals(word) || line.startsWith(word + " "))
          .toList();
    }
  }

  /** What Spark was sent since {@link #start}, one {@link Events#line} per delivery. */
  List<String> events() {
    synchronized (events) {
      return List.copyOf(events);
    }
  }

  /** Waits until that many acked events have left this sink's channel for good. */
  void awaitCommit(EmbeddedSink sink, int count) {
    await(count + " events to be committed", () -> sink.channel().committed() >= count);
  }

  /** Waits until Spark has shown this many different events. */
  void awaitEvents(int count) {
    await(count + " events in Spark", () -> Set.copyOf(events()).size() >= count);
  }

  /** Waits; if it was in vain, says what for and what Spark said. */
  void await(String what, Callable<Boolean> condition) {
    try {
      Awaitility.await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(20))
          .until(() -> condition.call() || !process.isAlive());
      if (!condition.call()) {
        throw new AssertionError(
            "Waited for %s, but Spark has exited with %d.%s"
                .formatted(what, process.exitValue(), report()));
      }
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(
          "Waited %d s for %s, in vain.%s".formatted(PATIENCE.toSeconds(), what, report()), e);
    } catch (AssertionError e) {
      throw e;
    } catch (Exception e) {
      throw new AssertionError("cannot tell whether we have " + what, e);
    }
  }

  /** Spark's log: warnings, errors, and what our client says of itself. */
  String log() {
    try {
      return Files.readString(directory.resolve("spark.log"));
    } catch (IOException e) {
      return "";
    }
  }

  private String report() {
    return " Spark (process %d) has printed %d events and %s.%n%s%s"
        .formatted(process.pid(), events.size(), answers, tail("spark.log"), tail("stderr.txt"));
  }

  private String tail(String file) {
    int most = 40;
    try {
      List<String> lines = Arrays.asList(Files.readString(directory.resolve(file)).split("\n"));
      List<String> last = lines.subList(Math.max(0, lines.size() - most), lines.size());
      return "--- the end of %s ---%n%s%n".formatted(file, String.join("\n", last));
    } catch (IOException e) {
      return "--- no %s: %s ---%n".formatted(file, e);
    }
  }

  private void read() {
    try (BufferedReader reader = process.inputReader(UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (line.startsWith("EVENT ")) {
          events.add(line.substring("EVENT ".length()));
        } else {
          answers.add(line);
        }
      }
    } catch (IOException e) {
      answers.add("unreadable: " + e);
    }
  }

  /** Ends Spark as a crash does: no goodbye to its sinks, and what it had not printed is lost. */
  void kill() {
    started = false;
    process.destroyForcibly();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        throw new AssertionError("Spark (process %d) survives a kill".formatted(process.pid()));
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      commands.close();
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    } finally {
      deleteDirectory();
    }
  }

  private void deleteDirectory() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
