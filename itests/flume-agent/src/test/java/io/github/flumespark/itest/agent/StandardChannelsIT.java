package io.github.flumespark.itest.agent;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;

/** Every channel that Flume 1.11.0 ships, but the one without transactions. */
class StandardChannelsIT {

  @Nested
  class Memory extends ChannelContract {

    @Override
    String channel(Path directory) {
      return "agent.channels.ch.type = memory\n";
    }

    @Override
    boolean isDurable() {
      return false;
    }
  }

  @Nested
  class File extends ChannelContract {

    @Override
    String channel(Path directory) {
      return Agents.fileChannel(directory);
    }

    @Override
    boolean isDurable() {
      return true;
    }
  }

  /** Room for 50 events in memory, so that 60 at once spill, and outlive the agent. */
  @Nested
  class Spillable extends ChannelContract {

    @Override
    String channel(Path directory) {
      return Agents.fileChannel(directory)
          .replace("type = file", "type = SPILLABLEMEMORY")
          .concat("agent.channels.ch.memoryCapacity = 50\n")
          .concat("agent.channels.ch.overflowTimeout = 1\n");
    }

    @Override
    boolean isDurable() {
      return true;
    }
  }

  /** Derby locks what one batch has taken, and every other take waits for that. */
  @Nested
  class Jdbc extends ChannelContract {

    @Override
    String channel(Path directory) {
      return """
          agent.channels.ch.type = jdbc
          agent.channels.ch.sysprop.user.home = %s
          """
          .formatted(directory);
    }

    @Override
    boolean isDurable() {
      return true;
    }

    @Override
    boolean bearsSeveralBatches() {
      return false;
    }
  }

  /** Threads that wait hold a consumer each, and with it the partition's events. */
  @Nested
  class Kafka extends ChannelContract {

    private KafkaBroker broker;

    @Override
    String channel(Path directory) throws Exception {
      if (broker == null) {
        broker = new KafkaBroker(directory);
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
}
