package io.github.flumespark.itest.benchmarks.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A child JVM with a sink in it. Every command has a time limit; closing kills the child, whatever
 * it is doing, and so does the end of this JVM.
 */
public final class SinkProcess implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final String HOST = "io.github.flumespark.itest.benchmarks.host.SinkHost";

  private final Process process;
  private final Path log;
  private final BufferedWriter commands;
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
  private final int port;

  private SinkProcess(Process process, Path log) throws IOException, TimeoutException {
    this.process = process;
    this.log = log;
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    commands = process.outputWriter(UTF_8);
    Thread reader = new Thread(this::readAnswers, "answers");
    reader.setDaemon(true);
    reader.start();
    port = await("start", START_LIMIT).get("port").intValue();
    checkClock();
  }

  /** Starts a sink's JVM and waits until the sink listens. */
  public static SinkProcess start(
      Setup setup, Side side, List<String> jvmOptions, Map<String, String> settings)
      throws IOException, TimeoutException {
    Path directory = setup.newDirectory(side.label());
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions);
    command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
    command.add("-cp");
    command.add(setup.classPath(side));
    command.add(HOST);
    Map<String, String> all = new HashMap<>(settings);
    switch (side) {
      case OURS, REFERENCE -> all.put("sink", "spark");
      case KAFKA -> all.put("sink", "kafka");
      case LIMIT -> all.put("sink", "none");
    }
    all.put("sink.hostname", "127.0.0.1");
    all.put("sink.port", "0");
    if (all.get("channel").equals("file")) {
      all.put("channel.checkpointDir", directory.resolve("checkpoint").toString());
      all.put("channel.dataDirs", directory.resolve("data").toString());
    }
    all.forEach((key, value) -> command.add(key + "=" + value));
    Path log = directory.resolve("log");
    Process process = new ProcessBuilder(command).redirectError(log.toFile()).start();
    try {
      return new SinkProcess(process, log);
    } catch (IOException | TimeoutException | RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private void readAnswers() {
    try (BufferedReader lines = process.inputReader(UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        answers.add(line);
      }
    } catch (IOException e) {
      // The child was killed.
    } finally {
      answers.add("error the process has ended");
    }
  }

  public int port() {
    return port;
  }

  public ProcessHandle process() {
    return process.toHandle();
  }

  /** Runs a command and gives the values of its answer. */
  public Map<String, Long> command(String command, Duration limit) throws TimeoutException {
    try {
      commands.write(command);
      commands.newLine();
      commands.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("the sink's process is gone; see " + log, e);
    }
    return await(command, limit);
  }

  private Map<String, Long> await(String command, Duration limit) throws TimeoutException {
    String line;
    try {
      line = answers.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    if (line == null) {
      throw new TimeoutException("'" + command + "' took more than " + limit);
    }
    List<String> words = List.of(line.split(" ", -1));
    if (!words.get(0).equals("ok")) {
      throw new IllegalStateException(
          "'" + command + "' failed: " + line + "; see " + log + tail());
    }
    Map<String, Long> values = new HashMap<>();
    for (String word : words.subList(1, words.size())) {
      int equals = word.indexOf('=');
      values.put(word.substring(0, equals), Long.parseLong(word.substring(equals + 1)));
    }
    return values;
  }

  private String tail() {
    try {
      List<String> lines = Files.readAllLines(log, UTF_8);
      return "\n  " + String.join("\n  ", lines.subList(0, Math.min(20, lines.size())));
    } catch (IOException e) {
      return "";
    }
  }

  /** Put times are compared with times of this JVM, so both must read the same clock. */
  private void checkClock() throws TimeoutException {
    long before = System.nanoTime();
    long there = command("clock", START_LIMIT).get("nanos");
    if (there - before < 0 || there - System.nanoTime() > 0) {
      throw new IllegalStateException("JVMs on this machine do not share a nanoTime");
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
  }
}
