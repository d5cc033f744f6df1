package io.github.flumespark.itest.benchmarks.spark;

import io.github.flumespark.itest.benchmarks.run.Setup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A broker without ZooKeeper, of Kafka's defaults, with one topic of as many partitions as our
 * source opens connections on two cores. Closing it kills it.
 */
final class KafkaBroker implements AutoCloseable {

  static final String TOPIC = "events";

  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final String CLUSTER = "MkU3OEVBNTcwNTJENDM2Qg";

  private final Process process;
  private final int port;
  private final Path directory;

  private KafkaBroker(Process process, int port, Path directory) {
    this.process = process;
    this.port = port;
    this.directory = directory;
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
  }

  /**
   * Starts one, and waits until it serves.
   *
   * @param lib the directory with its jars
   */
  static KafkaBroker start(Setup setup, Path lib) throws IOException, TimeoutException {
    Path directory = setup.newDirectory("kafka-broker");
    int port;
    int controller;
    try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = one.getLocalPort();
      controller = other.getLocalPort();
    }
    Path properties = directory.resolve("server.properties");
    Files.writeString(
        properties,
        """
        process.roles = broker,controller
        node.id = 1
        controller.quorum.voters = 1@127.0.0.1:%2$d
        listeners = PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
        controller.listener.names = CONTROLLER
        log.dirs = %3$s
        num.partitions = 2
        offsets.topic.replication.factor = 1
        """
            .formatted(port, controller, directory.resolve("data")));
    Path log = directory.resolve("log");
    Process format =
        java(
                lib,
                log,
                "kafka.tools.StorageTool",
                "format",
                "-t",
                CLUSTER,
                "-c",
                properties.toString())
            .start();
    KafkaBroker formatting = new KafkaBroker(format, 0, directory);
    formatting.awaitEnd(log);
    KafkaBroker broker =
        new KafkaBroker(
            java(lib, log, "kafka.Kafka", properties.toString()).start(), port, directory);
    try {
      broker.await(() -> Files.readString(log).contains("Kafka Server started"));
      return broker;
    } catch (IOException | TimeoutException e) {
      broker.close();
      throw e;
    }
  }

  private static ProcessBuilder java(Path lib, Path log, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xms1g", "-Xmx1g", "-Djava.net.preferIPv4Stack=true", "-cp"));
    command.add(lib + "/*");
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
  }

  private void awaitEnd(Path log) throws IOException, TimeoutException {
    try {
      if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        close();
        throw new TimeoutException("Kafka's directory was not made within " + LIMIT);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    if (process.exitValue() != 0) {
      throw new IOException("Kafka's directory could not be made; see " + log);
    }
  }

  /** Something that can be looked for. */
  private interface Sight {
    boolean isThere() throws IOException;
  }

  private void await(Sight sight) throws IOException, TimeoutException {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!sight.isThere()) {
      if (!process.isAlive() || System.nanoTime() - end > 0) {
        throw new TimeoutException("Kafka does not do what it should; see " + directory);
      }
      pause(100);
    }
  }

  /** Waits until somebody's first event has made the topic. */
  void awaitTopic() throws IOException, TimeoutException {
    await(() -> Files.exists(directory.resolve("data").resolve(TOPIC + "-1")));
  }

  static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  int port() {
    return port;
  }

  /** CPU time that the process has used. */
  long cpuNanos() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
