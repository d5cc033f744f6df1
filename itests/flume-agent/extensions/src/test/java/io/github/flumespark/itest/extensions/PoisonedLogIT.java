package io.github.flumespark.itest.extensions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.flumespark.itest.agent.AgentProcess;
import io.github.flumespark.itest.agent.AgentSetup;
import io.github.flumespark.itest.agent.Agents;
import io.github.flumespark.itest.agent.FlumeHome;
import io.github.flumespark.itest.agent.PollingClient;
import io.github.flumespark.itest.client.ClientEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.spark.streaming.flume.sink.EventBatch;
import org.apache.spark.streaming.flume.sink.spi.deadletter.DeadLetterStoreFactory;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A log in JSON with one broken line in a thousand, and one that a stranger's transformer fails on,
 * beside a log in plain text; and an agent that is killed at every step of a batch's way.
 */
class PoisonedLogIT {

  private static final int LINES = 2_000;
  private static final int BATCH = 200;
  private static final Duration LIMIT = Duration.ofSeconds(90);

  private static final String CHAIN =
      """
      agent.sinks.spark-sink.transformers.json.type = extract
      agent.sinks.spark-sink.transformers.json.pointer.user = /user/id
      agent.sinks.spark-sink.transformers.json.when.header.format.equals = json
      agent.sinks.spark-sink.transformers.cards.type = mask
      agent.sinks.spark-sink.transformers.cards.regex = [0-9]{16}
      agent.sinks.spark-sink.transformers.groups.type = enrich
      agent.sinks.spark-sink.transformers.groups.orders = %s
      """;

  private static final String BROKEN =
      """
      agent.sinks.spark-sink.transformers = json cards groups
      agent.sinks.spark-sink.transformers.json.onMismatch = error
      agent.sinks.spark-sink.transformers.json.onError = dead-letter
      agent.sinks.spark-sink.transformers.cards.onError = dead-letter
      agent.sinks.spark-sink.transformers.groups.onError = dead-letter
      agent.sinks.spark-sink.dead-letter.type = held-files
      agent.sinks.spark-sink.dead-letter.orders = %s
      """;

  private static final String MENDED =
      """
      agent.sources = letters
      agent.channels = ch
      agent.sinks = spark-sink
      agent.sources.letters.type = spooldir
      agent.sources.letters.spoolDir = %s
      agent.sources.letters.includePattern = .*[.]avro
      agent.sources.letters.deserializer = AVRO
      agent.sources.letters.channels = ch
      agent.channels.ch.type = memory
      agent.sinks.spark-sink.transformers = replay json cards groups
      agent.sinks.spark-sink.transformers.replay.type = dead-letter-replay
      agent.sinks.spark-sink.transformers.json.onMismatch = leave
      agent.sinks.spark-sink.transformers.groups.mended = true
      """;

  /** Lines as they arrive, with what their headers must hold. */
  private final Map<String, Map<String, String>> good = new HashMap<>();

  private final Map<String, Map<String, String>> bad = new HashMap<>();
  private final Set<String> acked = new HashSet<>();

  private Path directory;
  private Path orders;
  private FlumeHome home;
  private String properties;

  @BeforeEach
  void write() throws IOException {
    directory = Agents.workDirectory(PoisonedLogIT.class, "agent");
    orders = Files.createDirectories(directory.resolve("orders"));
    home =
        FlumeHome.assembled()
            .withPlugins(Path.of(System.getProperty("plugins.directory")))
            .withPlugins(
                PluginJar.plugins(
                    Map.of(
                        EventTransformerFactory.class, EnrichFactory.class,
                        DeadLetterStoreFactory.class, HeldStoreFactory.class),
                    List.of(Held.class, HeldStoreFactory.HeldStore.class),
                    directory));
    Path json = Files.write(directory.resolve("events.json"), jsonLines());
    Path text = Files.write(directory.resolve("notes.txt"), textLines());
    properties =
        """
        agent.sources = logs
        agent.channels = ch
        agent.sinks = spark-sink
        agent.sources.logs.type = TAILDIR
        agent.sources.logs.filegroups = json text
        agent.sources.logs.filegroups.json = %s
        agent.sources.logs.headers.json.format = json
        agent.sources.logs.filegroups.text = %s
        agent.sources.logs.headers.text.format = text
        agent.sources.logs.positionFile = %s
        agent.sources.logs.writePosInterval = 200
        agent.sources.logs.channels = ch
        """
                .formatted(json, text, directory.resolve("positions.json"))
            + Agents.fileChannel(directory)
            + Agents.sink(0, "pollTimeout = 500", "dataDirectory = " + directory.resolve("store"))
            + CHAIN.formatted(orders)
            + BROKEN.formatted(orders);
  }

  private List<String> jsonLines() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < LINES; i++) {
      String user = i % 1_000 == 700 ? "unknown" : "u" + i % 7;
      String line = "{\"id\":%d,\"user\":{\"id\":\"%s\"},\"card\":\"%s\"}";
      String whole = line.formatted(i, user, "4111111111111111");
      boolean broken = i % 1_000 == 300;
      lines.add(broken ? whole.substring(0, 20) : whole);
      if (broken) {
        bad.put(whole.substring(0, 20), Map.of("format", "json", "group", "group of nobody"));
      } else {
        (user.equals("unknown") ? bad : good)
            .put(
                line.formatted(i, user, "***"),
                Map.of("format", "json", "user", user, "group", "group of " + user));
      }
    }
    return lines;
  }

  private List<String> textLines() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < LINES / 10; i++) {
      lines.add("note " + i + " {");
      good.put("note " + i + " {", Map.of("format", "text", "group", "group of nobody"));
    }
    return lines;
  }

  @Test
  void everyEventIsInTheClientsHandsOrInTheStoreWheneverTheAgentIsKilled() throws Exception {
    killWhileATransformerHasAnEvent();
    killBeforeTheAck();
    killInTheStore("before-store");
    killInTheStore("after-store");
    killAfterTheAck();
    drain();

    assertThat(acked).as("what a client got").isEqualTo(good.keySet());
    assertThat(replayed()).as("what was mended").isEqualTo(bad.keySet());
  }

  private void killWhileATransformerHasAnEvent() throws Exception {
    Held.order(orders, "transform");
    try (AgentProcess agent = start();
        PollingClient client = connect(agent)) {
      Future<EventBatch> poll = client.startPoll(BATCH);
      kill(agent, "transform");
      assertThat(poll).as("a poll whose agent was killed").failsWithin(LIMIT);
    }
    Held.cancel(orders, "transform");
  }

  private void killBeforeTheAck() throws Exception {
    try (AgentProcess agent = start();
        PollingClient client = connect(agent)) {
      EventBatch batch = Received.poll(client, BATCH);
      assertThat(batch.getEvents()).isNotEmpty();
      agent.kill();
    }
  }

  /** The client's ack of the batch that has dead letters is never answered. */
  private void killInTheStore(String step) throws Exception {
    Held.order(orders, step);
    try (AgentProcess agent = start();
        PollingClient client = connect(agent)) {
      CompletableFuture<Void> acks = CompletableFuture.runAsync(() -> ackUntilItFails(client));
      kill(agent, step);
      acks.join();
    }
    Held.cancel(orders, step);
  }

  private void ackUntilItFails(PollingClient client) {
    try {
      while (true) {
        EventBatch batch = client.poll(BATCH);
        client.ack(batch);
        keep(Received.events(batch));
      }
    } catch (IOException killed) {
      // What was not answered comes again.
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void killAfterTheAck() throws Exception {
    try (AgentProcess agent = start();
        PollingClient client = connect(agent)) {
      ack(client);
      agent.kill();
    }
  }

  private void drain() throws Exception {
    try (AgentProcess agent = start();
        PollingClient client = connect(agent)) {
      // Until two polls have found nothing: what is behind the last good line may be a bad one.
      long deadline = System.nanoTime() + LIMIT.toNanos();
      int empty = 0;
      while (empty < 2 || !acked.containsAll(good.keySet())) {
        assertThat(System.nanoTime() - deadline).as("all lines arrive in time").isNegative();
        empty = ack(client) == 0 ? empty + 1 : 0;
      }
    }
  }

  private int ack(PollingClient client) throws IOException, InterruptedException {
    EventBatch batch = Received.poll(client, BATCH);
    client.ack(batch);
    keep(Received.events(batch));
    return batch.getEvents().size();
  }

  private void keep(List<ClientEvent> events) {
    assertThat(events)
        .allSatisfy(
            event ->
                assertThat(event.headers())
                    .containsAllEntriesOf(good.getOrDefault(event.body(), Map.of("not", "good"))));
    events.forEach(event -> acked.add(event.body()));
  }

  private Set<String> replayed() throws Exception {
    Path work = Files.createDirectories(directory.resolve("replay"));
    String mended =
        MENDED.formatted(directory.resolve("store/spark-sink/dead-letter"))
            + Agents.sink(0, "pollTimeout = 500", "linger = 1000")
            + CHAIN.formatted(orders);
    Set<String> replayed = new HashSet<>();
    try (AgentProcess agent = start(mended, work);
        PollingClient client = connect(agent)) {
      long deadline = System.nanoTime() + LIMIT.toNanos();
      while (!replayed.containsAll(bad.keySet()) && System.nanoTime() - deadline < 0) {
        EventBatch batch = Received.poll(client, BATCH);
        client.ack(batch);
        for (ClientEvent event : Received.events(batch)) {
          assertThat(event.headers())
              .containsAllEntriesOf(bad.getOrDefault(event.body(), Map.of("not", "bad")));
          replayed.add(event.body());
        }
      }
    }
    return replayed;
  }

  private AgentProcess start() throws IOException {
    return start(properties, directory);
  }

  private AgentProcess start(String text, Path work) throws IOException {
    return AgentSetup.of("agent", text).withHome(home).withHeap("64m").start(work);
  }

  private static PollingClient connect(AgentProcess agent)
      throws IOException, InterruptedException {
    return new PollingClient(agent.awaitSinkPort(Agents.SINK));
  }

  private void kill(AgentProcess agent, String step) throws InterruptedException {
    await().atMost(LIMIT).until(() -> Held.isHeld(orders, step));
    agent.kill();
  }
}
