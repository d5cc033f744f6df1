package io.github.flumespark.itest.agent;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;

/** Threads that wait hold a consumer each, and with it the partition's events. */
class StandardKafkaChannelIT extends ChannelContract {

  private KafkaBroker broker;

  @Override
  String channel(Path directory) throws Exception {
    if (broker == null) {
      broker = new KafkaBroker(Path.of(System.getProperty("kafka.broker")), directory, 1, "256m");
    }
    return """
        agent.channels.ch.type = org.apache.flume.channel.kafka.KafkaChannel
        agent.channels.ch.kafka.bootstrap.servers = 127.0.0.1:%d
        agent.channels.ch.kafka.consumer.auto.offset.reset = earliest
        """
        .formatted(broker.port());
  }

  @Override
  boolean isDurable() {
    return true;
  }

  @Override
  int threads() {
    return 1;
  }

  @Override
  boolean bearsSeveralBatches() {
    return false;
  }

  @Override
  String heap() {
    return "128m";
  }

  /** The agent first: its channel would wait for a broker that is gone. */
  @Override
  @AfterAll
  void stop() {
    super.stop();
    if (broker != null) {
      broker.close();
    }
  }
}
