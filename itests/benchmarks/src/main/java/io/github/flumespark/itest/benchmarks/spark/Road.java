package io.github.flumespark.itest.benchmarks.spark;

import io.github.flumespark.itest.agent.KafkaBroker;
import io.github.flumespark.itest.benchmarks.run.CpuTime;
import io.github.flumespark.itest.benchmarks.run.Setup;
import io.github.flumespark.itest.benchmarks.run.Side;
import io.github.flumespark.itest.benchmarks.run.SinkProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/** A way from a channel to Spark: the JVM with the channel and its sink, and Kafka's on its way. */
final class Road implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofMinutes(3);

  /**
   * Which way.
   *
   * @param side whose sink takes the events from the channel
   * @param settings how that is configured
   */
  record Kind(String label, Side side, Map<String, String> settings) {

    static final Kind OURS = new Kind("our sink", Side.OURS, Map.of());
    static final Kind OURS_AT_ONCE =
        new Kind("our sink, linger 0", Side.OURS, Map.of("sink.linger", "0"));
    static final Kind KAFKA = new Kind("Kafka", Side.KAFKA, Map.of());
    static final Kind KAFKA_AT_ONCE =
        new Kind(
            "Kafka, tuned for latency",
            Side.KAFKA,
            Map.of(
                "sink.flumeBatchSize", "1",
                "sink.kafka.producer.acks", "1",
                "sink.kafka.producer.linger.ms", "0"));
    static final Kind KAFKA_IN_BULK =
        new Kind("Kafka, tuned for throughput", Side.KAFKA, Map.of("sink.flumeBatchSize", "1000"));

    boolean isKafkas() {
      return side == Side.KAFKA;
    }
  }

  private static final String TOPIC = "events";

  /** As many as our source opens connections on two cores. */
  private static final int PARTITIONS = 2;

  private final KafkaBroker broker;
  private final SinkProcess agent;

  private Road(KafkaBroker broker, SinkProcess agent) {
    this.broker = broker;
    this.agent = agent;
  }

  /** A new channel, empty, of Flume's defaults but for what is given. */
  static Road open(
      Kind kind, Setup setup, Path brokerLib, Map<String, String> channel, List<String> jvmOptions)
      throws IOException, TimeoutException, InterruptedException {
    Map<String, String> settings = new HashMap<>(channel);
    settings.put("channel", "memory");
    settings.putAll(kind.settings);
    if (!kind.isKafkas()) {
      return new Road(null, SinkProcess.start(setup, kind.side, jvmOptions, settings));
    }
    KafkaBroker broker =
        new KafkaBroker(brokerLib, setup.newDirectory("kafka-broker"), PARTITIONS, "1g");
    try {
      settings.put("sink.kafka.bootstrap.servers", "127.0.0.1:" + broker.port());
      settings.put("sink.kafka.topic", TOPIC);
      try (SinkProcess first = SinkProcess.start(setup, kind.side, jvmOptions, settings)) {
        makeTopic(first, broker);
      }
      return new Road(broker, SinkProcess.start(setup, kind.side, jvmOptions, settings));
    } catch (IOException | TimeoutException | InterruptedException | RuntimeException e) {
      broker.close();
      throw e;
    }
  }

  /** Spark wants to find one; a first event makes it. */
  private static void makeTopic(SinkProcess first, KafkaBroker broker)
      throws TimeoutException, InterruptedException {
    first.command("run", LIMIT);
    first.command("burst 1", LIMIT);
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!broker.hasTopic(TOPIC)) {
      if (System.nanoTime() - end > 0) {
        throw new TimeoutException("Kafka made no topic within " + LIMIT);
      }
      Thread.sleep(100);
    }
  }

  SinkProcess agent() {
    return agent;
  }

  /** Lets the events go, as far as it is the sink that takes them. */
  void run() throws TimeoutException {
    if (broker != null) {
      agent.command("run", LIMIT);
    }
  }

  /** What a query needs to read from here. */
  List<String> options() {
    return broker == null
        ? List.of("--option", "sinks=127.0.0.1:" + agent.port())
        : List.of(
            "--format",
            "kafka",
            "--option",
            "kafka.bootstrap.servers=127.0.0.1:" + broker.port(),
            "--option",
            "subscribe=" + TOPIC,
            "--option",
            "startingOffsets=earliest");
  }

  /** The last arguments of a program that counts. */
  List<String> addresses() {
    return broker == null
        ? List.of(String.valueOf(agent.port()))
        : List.of("kafka", String.valueOf(broker.port()));
  }

  /** CPU time of all that there is before Spark. */
  long cpuNanos() {
    return CpuTime.nanosOf(agent.process())
        + (broker == null ? 0 : CpuTime.nanosOf(broker.process()));
  }

  @Override
  public void close() {
    agent.close();
    if (broker != null) {
      broker.close();
    }
  }
}
