package io.github.flumespark.itest.osgi;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flumespark.itest.client.ClientBatch;
import io.github.flumespark.itest.client.ProtocolClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An agent that reads a file into a file channel, over an end of its framework. */
final class DurableAgentIT {

  private static ProtocolClient client;

  @BeforeAll
  static void startClient() throws Exception {
    client = Clients.start("DurableAgentIT");
  }

  @AfterAll
  static void endClient() {
    client.close();
  }

  static List<World> worlds() {
    return World.frameworks();
  }

  @ParameterizedTest
  @MethodSource("worlds")
  void eventsThatWereNotAcknowledgedOutliveTheFramework(World world, @TempDir Path data)
      throws Exception {
    Path file = Files.writeString(data.resolve("app.log"), "one\ntwo\nthree\n");
    try (Container container = Container.start(world, "durable-before");
        RunningAgent agent = container.runAgent(properties(data))) {
      client.open("c", agent.awaitPort());
      List<String> seen = new ArrayList<>();
      Awaitility.await("all lines of the file")
          .atMost(Container.PATIENCE)
          .until(
              () -> {
                ClientBatch batch = client.poll("c", 1);
                seen.addAll(batch.bodies());
                if (batch.bodies().contains("one")) {
                  client.ack("c", batch.sequenceNumber());
                }
                return seen.size() == 3;
              });
      assertThat(seen).containsExactly("one", "two", "three");
      client.close("c");
    }

    Files.writeString(file, "four\n", StandardOpenOption.APPEND);
    try (Container container = Container.start(world, "durable-after");
        RunningAgent agent = container.runAgent(properties(data))) {
      client.open("c", agent.awaitPort());
      List<String> seen = new ArrayList<>();
      Awaitility.await("the lines that were not acknowledged, and the new one")
          .atMost(Container.PATIENCE)
          .until(
              () -> {
                ClientBatch batch = client.poll("c", 10);
                seen.addAll(batch.bodies());
                if (!batch.events().isEmpty()) {
                  client.ack("c", batch.sequenceNumber());
                }
                return seen.size() >= 3;
              });
      assertThat(seen).containsExactlyInAnyOrder("two", "three", "four");
      client.close("c");
    }
  }

  private static Map<String, String> properties(Path data) {
    Map<String, String> all = new HashMap<>(Agents.withSink(Map.of("timeout", "600")));
    all.remove("agent.sources.feed.headers.from");
    all.put("agent.sources.feed.type", "TAILDIR");
    all.put("agent.sources.feed.filegroups", "f");
    all.put("agent.sources.feed.filegroups.f", data.resolve("app.log").toString());
    all.put("agent.sources.feed.positionFile", data.resolve("position.json").toString());
    all.put("agent.channels.ch.type", "file");
    all.put("agent.channels.ch.checkpointDir", data.resolve("checkpoint").toString());
    all.put("agent.channels.ch.dataDirs", data.resolve("data").toString());
    return all;
  }
}
