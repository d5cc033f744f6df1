package io.github.flumespark.itest.agent;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A local Spark job, in a JVM of its own, that counts the lines of the access log by their status,
 * each second. The job's own log goes to a file.
 */
final class SparkConsumer implements QuickstartConsumer {

  private static final String JOB = "io.github.flumespark.itest.spark4.AccessLogJob";
  private static final long START_SECONDS = 90;
  private static final long END_SECONDS = 30;

  private final Process process;
  private final Path directory;
  private final Progress progress;
  private final EndAtExit atExit;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private boolean ended;

  private SparkConsumer(Process process, Path directory, Progress progress) {
    this.process = process;
    this.directory = directory;
    this.progress = progress;
    this.atExit = new EndAtExit(process, "end-spark-" + process.pid());
    Thread reader = new Thread(this::read, "spark-" + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts the job and waits until it polls.
   *
   * @param classPath of the job; what begins with {@code @} is a file with a class path in it
   */
  static SparkConsumer start(String classPath, int port, Path directory, Progress progress)
      throws IOException, InterruptedException {
    progress.say("Starting Spark in a JVM of its own ...");
    Path own = Files.createDirectory(directory.resolve("spark"));
    StringBuilder entries = new StringBuilder();
    for (String entry : classPath.split(File.pathSeparator, -1)) {
      entries.append(entries.isEmpty() ? "" : File.pathSeparator);
      entries.append(
          entry.startsWith("@") ? Files.readString(Path.of(entry.substring(1))).strip() : entry);
    }
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-Djob.log=" + own.resolve("spark.log"),
            "-Djava.io.tmpdir=" + own,
            "-cp",
            entries.toString(),
            JOB,
            "127.0.0.1",
            Integer.toString(port));
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.redirectError(own.resolve("stderr.txt").toFile());
    SparkConsumer spark = new SparkConsumer(builder.start(), own, progress);
    try {
      String line = spark.lines.poll(START_SECONDS, TimeUnit.SECONDS);
      if (!"STARTED".equals(line)) {
        throw new IOException("Spark did not start (" + line + "); " + spark.whatItSaid());
      }
      return spark;
    } catch (Throwable e) {
      spark.close();
      throw e;
    }
  }

  private void read() {
    try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        lines.add(line);
      }
    } catch (IOException e) {
      // It was killed.
    } finally {
      lines.add("GONE");
    }
  }

  @Override
  public void consume() throws IOException, InterruptedException {
    String line = lines.poll(200, TimeUnit.MILLISECONDS);
    if (line == null) {
      return;
    }
    if (line.equals("GONE")) {
      throw new IOException("Spark has ended by itself; " + whatItSaid());
    }
    show(line);
  }

  /** {@code SECOND millis status=count ...}. */
  private void show(String line) {
    String[] words = line.split(" ", -1);
    if (!words[0].equals("SECOND")) {
      return;
    }
    Map<String, Long> counts = new TreeMap<>();
    for (int i = 2; i < words.length; i++) {
      int equals = words[i].indexOf('=');
      counts.put(words[i].substring(0, equals), Long.parseLong(words[i].substring(equals + 1)));
    }
    Instant second = Instant.ofEpochMilli(Long.parseLong(words[1]));
    progress.counted(second.atZone(ZoneId.systemDefault()).toLocalTime(), counts);
  }

  @Override
  public void end() throws IOException, InterruptedException {
    ended = true;
    process.getOutputStream().close();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(END_SECONDS);
    while (System.nanoTime() < deadline) {
      String line = lines.poll(200, TimeUnit.MILLISECONDS);
      if (line != null && (line.equals("GONE") || line.equals("ENDED"))) {
        return;
      }
      // Seconds without events, which Spark still counts while it ends, tell nothing.
      if (line != null && line.contains("=")) {
        show(line);
      }
    }
  }

  private String whatItSaid() throws IOException {
    return "its log is "
        + directory.resolve("spark.log")
        + ", and it said:\n"
        + Files.readString(directory.resolve("stderr.txt"));
  }

  @Override
  public void close() {
    try {
      if (!ended || !process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    atExit.cancel();
  }

  @Override
  public String toString() {
    return "A Spark job (pid " + process.pid() + ") counts what it is sent";
  }
}
