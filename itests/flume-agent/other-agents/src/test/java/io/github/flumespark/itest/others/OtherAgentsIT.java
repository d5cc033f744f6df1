package io.github.flumespark.itest.others;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flumespark.itest.agent.AgentProcess;
import io.github.flumespark.itest.agent.AgentSetup;
import io.github.flumespark.itest.agent.Agents;
import io.github.flumespark.itest.agent.Consumer;
import io.github.flumespark.itest.agent.Netcat;
import io.github.flumespark.itest.agent.PollingClient;
import io.github.flumespark.itest.agent.TlsWorld;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.streaming.flume.sink.EventBatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A whole agent of each kind: an extension, TLS with compression, and a {@code kill -9} with an
 * open batch on a file channel.
 */
class OtherAgentsIT {

  private static final int PER_LIFE = 300;

  @Test
  void anAgentWithoutAvroNettyAndJacksonServesWithWhatTheStandaloneLayoutBrings() throws Exception {
    eventsArriveOnceEachThoughTheAgentIsKilled(OtherAgent.BARE_1_11_STANDALONE);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BARE_1_11_STANDALONE")
  @Tag("matrix")
  void eventsArriveOnceEachThoughTheAgentIsKilled(OtherAgent kind) throws Exception {
    Path directory = kind.workDirectory();
    TlsWorld tls = TlsWorld.make(directory, "changeit");
    AgentSetup setup = kind.setup(properties(directory, tls), directory);
    List<String> sent = new ArrayList<>();
    List<String> acked = new ArrayList<>();

    try (AgentProcess agent = setup.start(directory)) {
      sent.addAll(feed(agent, "first"));
      try (PollingClient open = new PollingClient(agent.awaitSinkPort(Agents.SINK));
          PollingClient client = new PollingClient(agent.awaitSinkPort(Agents.SINK))) {
        assertThat(Consumer.receive(open, 50, 1)).hasSize(1);
        EventBatch batch = Consumer.receive(client, 50, 1).get(0);
        assertThat(PollingClient.headers(batch.getEvents().get(0)))
            .as("what header-filter made of it")
            .containsEntry("added", "by an extension");
        client.ack(batch);
        acked.addAll(PollingClient.bodies(batch));
        agent.kill();
      }
    }
    try (AgentProcess agent = setup.start(directory)) {
      sent.addAll(feed(agent, "second"));
      try (PollingClient client = new PollingClient(agent.awaitSinkPort(Agents.SINK));
          PollingClient secure = tls.connect(agent.awaitSinkPort("secure"))) {
        acked.addAll(Consumer.drain(client, 100, sent.size() - acked.size()));
        assertThat(client.poll(100).getEvents()).isEmpty();
        assertThat(Consumer.drain(secure, 100, PER_LIFE)).hasSize(PER_LIFE);
      }
      assertThat(agent.log().since(0))
          .as("the log of %s", agent.log().file())
          .noneMatch(line -> line.contains("known vulnerabilities") && kind.isStandalone())
          .noneMatch(line -> line.contains("NoClassDefFoundError"));
    }

    assertThat(acked).containsExactlyInAnyOrderElementsOf(sent);
  }

  private static List<String> feed(AgentProcess agent, String prefix) throws Exception {
    try (Netcat netcat = new Netcat(agent.awaitNetcatPort(0))) {
      return netcat.sendNumbered(prefix, PER_LIFE);
    }
  }

  /** One source, whose events go through a file channel to one sink, and to one behind TLS. */
  private static String properties(Path directory, TlsWorld tls) {
    return Agents.netcatToFile(directory)
        + Agents.sink(
            0,
            "pollTimeout = 500",
            "transformers = headers",
            "transformers.headers.type = header-filter",
            "transformers.headers.add.added = by an extension")
        + Agents.sink(
                0,
                "ssl = true",
                "keystore = " + tls.keystore(),
                "keystore-type = PKCS12",
                "keystore-password = " + tls.password(),
                "compression-type = deflate",
                "ipFilter = true",
                "ipFilterRules = allow:name:localhost,deny:ip:*")
            .replace("agent.sinks.spark-sink.", "agent.sinks.secure.")
            .replace(".channel = ch", ".channel = memory")
        + """
        agent.channels = ch memory
        agent.sinks = spark-sink secure
        agent.sources.netcat.channels = ch memory
        agent.channels.memory.type = memory
        agent.channels.memory.capacity = 1000
        """;
  }
}
