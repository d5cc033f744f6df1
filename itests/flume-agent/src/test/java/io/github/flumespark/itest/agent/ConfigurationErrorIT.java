package io.github.flumespark.itest.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What an operator finds in the agent's log. */
class ConfigurationErrorIT {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  @Test
  void aBadPortIsNamedWithItsSinkKeyValueAndWhatIsAllowed() throws Exception {
    String properties =
        """
        agent.sources = netcat
        agent.channels = ch
        agent.sinks = spark-sink portless wordy

        agent.sources.netcat.type = netcat
        agent.sources.netcat.bind = 127.0.0.1
        agent.sources.netcat.port = 0
        agent.sources.netcat.channels = ch

        agent.channels.ch.type = memory

        agent.sinks.portless.type = org.apache.spark.streaming.flume.sink.SparkSink
        agent.sinks.portless.channel = ch

        agent.sinks.wordy.type = org.apache.spark.streaming.flume.sink.SparkSink
        agent.sinks.wordy.port = abc
        agent.sinks.wordy.channel = ch
        """
            + Agents.sink(0);
    try (AgentProcess agent =
        AgentSetup.of("agent", properties)
            .start(Agents.workDirectory(ConfigurationErrorIT.class, "bad-port"))) {

      agent.log().await("ConfigurationException: .*\\bportless\\b.*\\bport\\b", 0, LIMIT);
      agent
          .log()
          .await("ConfigurationException: .*\\bwordy\\b.*\\bport\\b.*\\babc\\b.*65535", 0, LIMIT);
      // The sink without a fault runs all the same.
      assertThat(agent.awaitSinkPort(Agents.SINK)).isPositive();
    }
  }

  @Test
  void aPortInUseIsNamedAndTheSinkStartsOnceItIsFree() throws Exception {
    ServerSocket taken = Agents.bind(0);
    int port = taken.getLocalPort();
    String properties = Agents.netcatToMemory() + Agents.sink(port);
    try (AgentProcess agent =
        AgentSetup.of("agent", properties)
            .start(Agents.workDirectory(ConfigurationErrorIT.class, "port-in-use"))) {
      agent.log().await("FlumeException: .*127\\.0\\.0\\.1:" + port, 0, LIMIT);

      int mark = agent.log().mark();
      taken.close();

      assertThat(agent.awaitSinkPort(Agents.SINK, mark)).isEqualTo(port);
      try (Netcat netcat = new Netcat(agent.awaitNetcatPort(0));
          PollingClient client = new PollingClient(port)) {
        netcat.sendNumbered("late", 5);
        assertThat(Consumer.drain(client, 10, 5))
            .containsExactlyElementsOf(Netcat.numbered("late", 5));
      }
    } finally {
      taken.close();
    }
  }
}
