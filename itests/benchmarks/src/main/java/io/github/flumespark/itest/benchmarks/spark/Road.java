package io.github.flumespark.itest.benchmarks.spark;

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
   * @param settings how its sink is configured
   */
  record Kind(String label, Map<String, String> settings) {

    static final Kind OURS = new Kind("our sink", Map.of());
    static final Kind OURS_AT_ONCE = new Kind("our sink, linger 0", Map.of("sink.linger", "0"));
    static final Kind KAFKA = new Kind("Kafka", Map.of());
    static final Kind KAFKA_AT_ONCE =
        new Kind(
            "Kafka, tuned for latency",
            Map.of(
                "sink.flumeBatchSize", "1",
                "sink.kafka.producer.acks", "1",
                "sink.kafka.producer.linger.ms", "0"));
    static final Kind KAFKA_IN_BULK =
        new Kind("Kafka, tuned for throughput", Map.of("sink.flumeBatchSize", "1000"));

    boolean isKafkas() {
      return label.startsWith("Kafka");
    }
  }

  private final KafkaBroker broker;
  private final SinkProcess agent;

  private Road(KafkaBroker broker, SinkProcess agent) {
    this.broker = broker;
    this.agent = agent;
  }

  /** A new channel, empty, of Flume's defaults but for what is given. */
  static Road open(
      Kind kind, Setup setup, Path brokerLib, Map<String, String> channel, List<String> jvmOptions)
      throws IOException, TimeoutException {
    Map<String, String> settings = new HashMap<>(channel);
    settings.put("channel", "memory");
    settings.putAll(kind.settings);
    if (!kind.isKafkas()) {
      return new Road(null, SinkProcess.start(setup, Side.OURS, jvmOptions, settings));
    }
    KafkaBroker broker = KafkaBroker.start(setup, brokerLib);
    try {
      settings.put("sink.kafka.bootstrap.servers", "127.0.0.1:" + broker.port());
      settings.put("sink.kafka.topic", KafkaBroker.TOPIC);
      try (SinkProcess first = SinkProcess.start(setup, Side.KAFKA, jvmOptions, settings)) {
        // Which makes the topic: Spark wants to find one.
        first.command("run", LIMIT);
        first.command("burst 1", LIMIT);
        broker.awaitTopic();
      }
      return new Road(broker, SinkProcess.start(setup, Side.KAFKA, jvmOptions, settings));
    } catch (IOException | TimeoutException | RuntimeException e) {
      broker.close();
      throw e;
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
            "subscribe=" + KafkaBroker.TOPIC,
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
    return agent.cpuNanos() + (broker == null ? 0 : broker.cpuNanos());
  }

  @Override
  public void close() {
    agent.close();
    if (broker != null) {
      broker.close();
    }
  }
}
