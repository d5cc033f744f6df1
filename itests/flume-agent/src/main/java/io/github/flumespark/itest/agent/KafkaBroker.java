package io.github.flumespark.itest.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A broker without ZooKeeper in a JVM of its own. Closing it, or the end of this JVM, ends it. */
public final class KafkaBroker implements AutoCloseable {

  private static final Duration STARTUP = Duration.ofSeconds(90);
  private static final String CLUSTER = "MkU3OEVBNTcwNTJENDM2Qg";

  private final Path lib;
  private final String heap;
  private final Path directory;
  private final int port;
  private final Process process;
  private final EndAtExit atExit;

  /**
   * Starts one, and waits until it serves.
   *
   * @param lib the directory with its jars
   * @param directory for its data and its log
   * @param partitions of a topic that is made because somebody writes to it
   * @param heap as for {@code -Xmx}
   */
  public KafkaBroker(Path lib, Path directory, int partitions, String heap)
      throws IOException, InterruptedException {
    this.lib = lib;
    this.heap = heap;
    this.directory = directory;
    port = Agents.freePort();
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
        num.partitions = %4$d
        offsets.topic.num.partitions = 1
        offsets.topic.replication.factor = 1
        group.initial.rebalance.delay.ms = 0
        """
            .formatted(port, Agents.freePort(), data(), partitions));
    format(properties);
    process = java("kafka.Kafka", properties.toString()).start();
    atExit = new EndAtExit(process, "end-kafka-" + process.pid());
    AgentLog log = new AgentLog(process.getInputStream(), directory.resolve("kafka.log"), "kafka");
    log.await("Kafka Server started", 0, STARTUP);
  }

  private void format(Path properties) throws IOException, InterruptedException {
    Path log = directory.resolve("format.log");
    Process format =
        java("kafka.tools.StorageTool", "format", "-t", CLUSTER, "-c", properties.toString())
            .redirectOutput(log.toFile())
            .start();
    if (!format.waitFor(STARTUP.toMillis(), TimeUnit.MILLISECONDS)) {
      format.destroyForcibly();
    }
    if (format.waitFor() != 0) {
      throw new IOException("Kafka's directory could not be made: " + Files.readString(log));
    }
  }

  private Path data() {
    return directory.resolve("kafka-logs");
  }

  private ProcessBuilder java(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx" + heap, "-Djava.net.preferIPv4Stack=true", "-cp"));
    command.add(lib + "/*");
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectErrorStream(true);
  }

  public int port() {
    return port;
  }

  /** Whether it has a topic. */
  public boolean hasTopic(String topic) {
    return Files.exists(data().resolve(topic + "-0"));
  }

  /** Its process. */
  public ProcessHandle process() {
    return process.toHandle();
  }

  /** Kafka keeps its data for nobody, so it need not end in an orderly way. */
  @Override
  public void close() {
    process.destroyForcibly();
    atExit.cancel();
  }
}
