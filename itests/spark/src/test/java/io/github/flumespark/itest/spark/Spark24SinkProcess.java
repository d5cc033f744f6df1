package io.github.flumespark.itest.spark;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Spark 2.4.8's own sink in a JVM of its own; see the job's Spark24Sink. */
final class Spark24SinkProcess implements AutoCloseable {

  private final Process process;
  private final Writer commands;
  private final List<String> answers = Collections.synchronizedList(new ArrayList<>());
  private final int port;

  /** Starts it; a take of its channel waits so many seconds for an event. */
  Spark24SinkProcess(Path directory, int keepAliveSeconds) throws IOException {
    List<String> command = TestJvm.command("256m");
    command.addAll(List.of("-cp", SparkWorld.SPARK_2_4.classPath()));
    command.add("io.github.flumespark.itest.spark24.Spark24Sink");
    command.add(Integer.toString(keepAliveSeconds));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectError(directory.resolve("spark24-sink.log").toFile());
    process = builder.start();
    commands = process.outputWriter(UTF_8);
    Thread reader = new Thread(this::read, "spark24-sink-" + process.pid());
    reader.setDaemon(true);
    reader.start();
    port = Integer.parseInt(answer("PORT"));
  }

  private void read() {
    try (BufferedReader in = process.inputReader(UTF_8)) {
      in.lines().forEach(answers::add);
    } catch (IOException | UncheckedIOException e) {
      answers.add("END " + e);
    }
  }

  /** What came after this word, the last time. */
  private String answer(String word) {
    Awaitility.await(word)
        .atMost(SparkProcess.PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> last(word).isPresent() || !process.isAlive());
    return last(word).orElseThrow().substring(word.length()).strip();
  }

  private Optional<String> last(String word) {
    synchronized (answers) {
      return answers.stream().filter(line -> line.startsWith(word)).reduce((a, b) -> b);
    }
  }

  String address() {
    return "127.0.0.1:" + port;
  }

  int port() {
    return port;
  }

  void put(String name, int count) throws IOException {
    command("put %s %d".formatted(name, count));
    answer("PUT " + name);
  }

  /** How many events have left the channel for good. */
  long committed() throws IOException {
    answers.removeIf(line -> line.startsWith("COUNT"));
    command("count");
    return Long.parseLong(answer("COUNT"));
  }

  private void command(String line) throws IOException {
    commands.write(line + "\n");
    commands.flush();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        throw new AssertionError("the sink (process %d) survives a kill".formatted(process.pid()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
