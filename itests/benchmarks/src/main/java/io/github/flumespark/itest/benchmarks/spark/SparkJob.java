package io.github.flumespark.itest.benchmarks.spark;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.flumespark.itest.agent.EndAtExit;
import io.github.flumespark.itest.benchmarks.run.CpuTime;
import io.github.flumespark.itest.benchmarks.run.SinkProcess;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A counting program in a JVM of its own. Closing it, or the end of this JVM, kills it. */
final class SparkJob implements AutoCloseable {

  private static final int INTERVAL_MILLIS = 500;
  private static final int POLL = 1000;
  private static final int CONNECTIONS = 5;

  private final Process process;
  private final Path directory;
  private final EndAtExit atExit;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  private SparkJob(Process process, Path directory) {
    this.process = process;
    this.directory = directory;
    this.atExit = new EndAtExit(process, "end-spark-" + process.pid());
    Thread reader = new Thread(this::read, "counts");
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts a program; it polls at once.
   *
   * @param worlds where Spark's class paths are
   * @param directory an empty one, for all that it writes
   * @param jvmOptions besides those that all have
   */
  static SparkJob start(
      SparkSide side, Path worlds, Path directory, List<String> jvmOptions, List<SinkProcess> sinks)
      throws IOException {
    List<String> command = new ArrayList<>(side.command(worlds, directory.resolve("spark.log")));
    command.addAll(1, jvmOptions);
    command.addAll(counting(directory));
    sinks.forEach(sink -> command.add(String.valueOf(sink.port())));
    return start(command, directory);
  }

  /** The arguments of a program that counts, up to its sinks. */
  static List<String> counting(Path directory) {
    return List.of(
        String.valueOf(INTERVAL_MILLIS),
        String.valueOf(POLL),
        String.valueOf(CONNECTIONS),
        directory.resolve("kept").toString());
  }

  /** Starts any program with a command line of {@link SparkSide}'s. */
  static SparkJob start(List<String> line, Path directory) throws IOException {
    List<String> command = new ArrayList<>(line);
    command.add(1, "-Djava.io.tmpdir=" + directory);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    File errors = directory.resolve("stderr.txt").toFile();
    return new SparkJob(builder.redirectError(errors).start(), directory);
  }

  long pid() {
    return process.pid();
  }

  private void read() {
    try (BufferedReader in = process.inputReader(UTF_8)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        lines.add(line);
      }
    } catch (IOException e) {
      // It was killed.
    } finally {
      lines.add("ENDED");
    }
  }

  /**
   * What was counted.
   *
   * @param nanos when
   * @param cpuNanos what the program's process had used by then
   */
  record Count(long events, long nanos, long cpuNanos) {}

  /** Waits for the next count. */
  Count next(Duration limit) throws TimeoutException, IOException {
    String[] words = await("COUNT", limit);
    long cpu = CpuTime.nanosOf(process.toHandle());
    return new Count(Long.parseLong(words[1]), Long.parseLong(words[2]), cpu);
  }

  /** Waits for the next line that begins with a word, and gives its words. */
  String[] await(String first, Duration limit) throws TimeoutException, IOException {
    while (true) {
      String line = poll(limit);
      String[] words = line.split(" ", -1);
      if (words[0].equals(first)) {
        return words;
      }
      if (line.equals("ENDED")) {
        throw new IOException("the Spark program has ended; see " + directory + tail());
      }
    }
  }

  private String poll(Duration limit) throws TimeoutException {
    try {
      String line = lines.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
      if (line == null) {
        throw new TimeoutException("nothing was said within " + limit + "; see " + directory);
      }
      return line;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private String tail() {
    try {
      List<String> errors = Files.readAllLines(directory.resolve("stderr.txt"), UTF_8);
      return "\n  " + String.join("\n  ", errors.subList(0, Math.min(20, errors.size())));
    } catch (IOException e) {
      return "";
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    atExit.cancel();
  }
}
