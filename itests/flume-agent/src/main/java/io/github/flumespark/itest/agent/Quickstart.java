package io.github.flumespark.itest.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The whole way at a glance: a Flume agent that tails a growing access log into a memory channel
 * and the Spark sink, and a consumer: a Spark job that counts what it is sent each second, or a
 * console that polls and acknowledges.
 *
 * <p>System properties: {@code quickstart.seconds} (20), {@code flume.home}, and {@code
 * quickstart.spark}, the class path of the Spark job; without it, the console. Its files are
 * removed at the end, unless it fails: the message then says where the agent's log is.
 */
public final class Quickstart {

  private static final int LINES_PER_SECOND = 200;
  private static final Duration DRAIN = Duration.ofSeconds(5);

  private final Path directory;
  private final Duration duration;
  private final Progress progress = new Progress();
  private final CountDownLatch finished = new CountDownLatch(1);
  private final CountDownLatch interrupted = new CountDownLatch(1);

  private Quickstart(Path directory, Duration duration) {
    this.directory = directory;
    this.duration = duration;
  }

  public static void main(String[] args) throws Exception {
    Duration duration = Duration.ofSeconds(Integer.getInteger("quickstart.seconds", 20));
    Path directory = Files.createTempDirectory("flume-spark-quickstart-");
    Quickstart quickstart = new Quickstart(directory, duration);
    Thread onInterrupt = new Thread(quickstart::interrupt, "quickstart-interrupted");
    Runtime.getRuntime().addShutdownHook(onInterrupt);
    boolean ok = false;
    try {
      ok = quickstart.run();
    } finally {
      if (ok) {
        delete(directory);
      }
      quickstart.finished.countDown();
    }
    if (quickstart.isInterrupted()) {
      return;
    }
    Runtime.getRuntime().removeShutdownHook(onInterrupt);
    if (!ok) {
      // Maven's JVM ends here, without a page of Maven's own about a failed goal.
      System.exit(1);
    }
  }

  /** Ctrl-C: the main thread finishes as if the time were over, while the JVM waits here. */
  private void interrupt() {
    interrupted.countDown();
    try {
      finished.await(15, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isInterrupted() {
    return interrupted.getCount() == 0;
  }

  private boolean run() throws IOException, InterruptedException {
    Path accessLog = Files.createFile(directory.resolve("access.log"));
    AccessLogWriter writer = new AccessLogWriter(accessLog, LINES_PER_SECOND);
    progress.say("Starting a Flume 1.11.0 agent in a JVM of its own ...");
    AgentSetup setup = AgentSetup.of("quickstart", properties(accessLog));
    try (AgentProcess agent = setup.start(directory.resolve("agent"))) {
      int port = agent.awaitSinkPort("spark");
      progress.say(
          "The agent (pid %d) tails %s; its sink listens on 127.0.0.1:%d",
          agent.pid(), accessLog, port);
      try (QuickstartConsumer consumer = consumer(port)) {
        progress.say(
            "%s for %d s; %d lines are written per second; Ctrl-C ends it",
            consumer, duration.toSeconds(), LINES_PER_SECOND);
        consume(writer, consumer);
      }
      if (progress.events() == 0 && !isInterrupted()) {
        progress.fail(
            "No event arrived. The last lines of the agent's log:\n" + agent.log().tail());
        return false;
      }
    } catch (AgentException | IOException e) {
      // A Ctrl-C reaches the other processes as well, and a call may fail before this JVM knows
      // why.
      if (!interrupted.await(500, TimeUnit.MILLISECONDS)) {
        progress.fail(e.getMessage());
        return false;
      }
    }
    progress.summary(writer.written());
    return true;
  }

  private QuickstartConsumer consumer(int port) throws IOException, InterruptedException {
    String spark = System.getProperty("quickstart.spark");
    return spark == null
        ? new ConsoleConsumer(port, progress)
        : SparkConsumer.start(spark, port, directory, progress);
  }

  private void consume(AccessLogWriter writer, QuickstartConsumer consumer)
      throws IOException, InterruptedException {
    try {
      writer.start();
      progress.start();
      long end = System.nanoTime() + duration.toNanos();
      while (System.nanoTime() < end && !isInterrupted()) {
        consumer.consume();
      }
      writer.stop();
      long drained = System.nanoTime() + DRAIN.toNanos();
      while (progress.events() < writer.written() && System.nanoTime() < drained) {
        consumer.consume();
      }
      progress.stop();
      consumer.end();
    } finally {
      writer.stop();
    }
  }

  private String properties(Path accessLog) {
    return """
        quickstart.sources = log
        quickstart.channels = memory
        quickstart.sinks = spark

        quickstart.sources.log.type = TAILDIR
        quickstart.sources.log.filegroups = access
        quickstart.sources.log.filegroups.access = %s
        quickstart.sources.log.positionFile = %s
        quickstart.sources.log.maxBackoffSleep = 200
        quickstart.sources.log.channels = memory

        quickstart.channels.memory.type = memory
        quickstart.channels.memory.capacity = 10000
        quickstart.channels.memory.transactionCapacity = 1000

        quickstart.sinks.spark.type = org.apache.spark.streaming.flume.sink.SparkSink
        quickstart.sinks.spark.hostname = 127.0.0.1
        quickstart.sinks.spark.port = 0
        quickstart.sinks.spark.pollTimeout = 1000
        quickstart.sinks.spark.channel = memory
        """
        .formatted(accessLog, directory.resolve("positions.json"));
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
