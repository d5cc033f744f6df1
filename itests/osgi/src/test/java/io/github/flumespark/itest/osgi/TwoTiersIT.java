package io.github.flumespark.itest.osgi;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flumespark.itest.client.ClientBatch;
import io.github.flumespark.itest.client.ProtocolClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Flume's own Avro sink and source in a framework: a tier of agents before that of the sink. Avro
 * looks for the classes of its handshake by name, in its own bundle and in the context class
 * loader, and they are in neither: this fails where an agent doesn't run under Flume's loader.
 */
final class TwoTiersIT {

  private static ProtocolClient client;

  @BeforeAll
  static void startClient() throws Exception {
    client = Clients.start("TwoTiersIT");
  }

  @AfterAll
  static void endClient() {
    client.close();
  }

  @ParameterizedTest
  @EnumSource
  void eventsGoFromAvroSinkToAvroSource(World.Kind framework) throws Exception {
    try (Container container = Container.start(new World(framework, "avro-1.11"), "two-tiers");
        RunningAgent agent = container.configureAgent(twoTiers(freePort()))) {
      client.open("c", agent.awaitPort());
      agent.feed(Map.of("body", "from far"));
      ClientBatch batch = client.poll("c", 10);
      assertThat(batch.bodies()).containsExactly("from far");
      client.ack("c", batch.sequenceNumber());
      client.close("c");
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static Map<String, String> twoTiers(int port) {
    Map<String, String> all = new HashMap<>(Agents.withSink(Map.of("pollTimeout", "30000")));
    all.put("agent.sources", "feed in");
    all.put("agent.channels", "ch far");
    all.put("agent.sinks", "spark-sink out");
    all.put("agent.sources.feed.channels", "far");
    all.put("agent.channels.far.type", "memory");
    all.put("agent.sinks.out.type", "avro");
    all.put("agent.sinks.out.channel", "far");
    all.put("agent.sinks.out.hostname", "127.0.0.1");
    all.put("agent.sinks.out.port", Integer.toString(port));
    all.put("agent.sources.in.type", "avro");
    all.put("agent.sources.in.channels", "ch");
    all.put("agent.sources.in.bind", "127.0.0.1");
    all.put("agent.sources.in.port", Integer.toString(port));
    return all;
  }
}
