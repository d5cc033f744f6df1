package io.github.flumespark.itest.extensions;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flumespark.itest.agent.AgentProcess;
import io.github.flumespark.itest.agent.AgentSetup;
import io.github.flumespark.itest.agent.Agents;
import io.github.flumespark.itest.agent.FlumeHome;
import io.github.flumespark.itest.agent.PollingClient;
import io.github.flumespark.itest.client.ClientEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.streaming.flume.sink.EventBatch;
import org.junit.jupiter.api.Test;

/** Break, store, be killed, fix, replay: every event arrives. */
class DeadLettersIT {

  /** The agent of the module's README. */
  private static final String REPLAY =
      """
      replay.sources = letters
      replay.sources.letters.type = spooldir
      replay.sources.letters.spoolDir = %1$s
      replay.sources.letters.includePattern = .*[.]avro
      replay.sources.letters.deserializer = AVRO
      replay.sources.letters.channels = memory
      replay.channels = memory
      replay.channels.memory.type = memory
      replay.sinks = spark
      replay.sinks.spark.type = org.apache.spark.streaming.flume.sink.SparkSink
      replay.sinks.spark.hostname = 127.0.0.1
      replay.sinks.spark.port = 0
      replay.sinks.spark.channel = memory
      replay.sinks.spark.linger = 20000
      replay.sinks.spark.transformers = replay parts
      replay.sinks.spark.transformers.replay.type = dead-letter-replay
      replay.sinks.spark.transformers.parts.type = split
      replay.sinks.spark.transformers.parts.delimiter = ;
      replay.sinks.spark.transformers.parts.maxParts = 3
      """;

  @Test
  void whatATransformerFailedOnIsStoredOutlivesAKillAndArrivesByAReplay() throws Exception {
    Path directory = Agents.workDirectory(DeadLettersIT.class, "agent");
    Path data = directory.resolve("data");
    Path letters = data.resolve("spark/dead-letter");
    Map<String, String> sinks =
        Map.of(
            "spark",
            """
            dataDirectory = %s
            transformers = parts
            transformers.parts.type = split
            transformers.parts.delimiter = ;
            transformers.parts.maxParts = 2
            transformers.parts.onError = dead-letter
            """
                .formatted(data));
    List<ClientEvent> first;
    try (RoutedAgent agent = RoutedAgent.start(directory, sinks)) {
      agent.send("spark", "1", "2;3", "4;5;6", "7");
      first = Received.afterRedelivery(agent, "spark", 4);
      try (AgentBeans beans = new AgentBeans(agent.process())) {
        assertThat(beans.count("spark", "DeadLetterCount"))
            .as("of three deliveries, one was acknowledged")
            .isEqualTo(1);
      }
      assertThat(files(letters)).singleElement().asString().endsWith(".avro.open");
      agent.process().kill();
    }
    assertThat(first).extracting(ClientEvent::body).containsExactly("1", "2", "3", "7");

    try (RoutedAgent agent = RoutedAgent.start(directory, sinks);
        PollingClient client = agent.connect("spark")) {
      assertThat(files(letters)).as("once the sink is back").hasSize(1);
      assertThat(files(letters).get(0).toString()).endsWith(".avro");
      try (AgentProcess replay = replay(directory, letters);
          PollingClient replayed = new PollingClient(replay.awaitSinkPort("spark"))) {
        EventBatch batch = Received.poll(replayed, 3);
        replayed.ack(batch);

        List<ClientEvent> events = Received.events(batch);
        assertThat(events).extracting(ClientEvent::body).containsExactly("4", "5", "6");
        assertThat(events.get(0).headers())
            .containsEntry("level", "INFO")
            .containsEntry("app.name", "shop")
            .doesNotContainKey("flume.avro.schema.hash");
      }
      agent.send("spark", "8");
      assertThat(PollingClient.bodies(Received.poll(client, 1)))
          .as("meanwhile the agent goes on")
          .containsExactly("8");
    }
  }

  private static AgentProcess replay(Path directory, Path letters) throws IOException {
    Path work = Files.createDirectories(directory.resolve("replay"));
    return AgentSetup.of("replay", REPLAY.formatted(letters))
        .withHome(
            FlumeHome.assembled().withPlugins(Path.of(System.getProperty("plugins.directory"))))
        .withHeap("64m")
        .start(work);
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }
}
