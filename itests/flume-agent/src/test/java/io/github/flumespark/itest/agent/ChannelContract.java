package io.github.flumespark.itest.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.spark.streaming.flume.sink.EventBatch;
import org.apache.spark.streaming.flume.sink.SparkSinkEvent;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What the sink holds on any channel that Flume ships: one agent, fed by an HTTP source. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ChannelContract {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int TERMINATED = 143;

  private Path directory;
  private AgentProcess agent;
  private HttpFeed feed;
  private PollingClient client;

  /** The channel's lines of the properties file; it is named {@code ch}. */
  abstract String channel(Path directory) throws Exception;

  /** Whether events outlive the agent. */
  abstract boolean isDurable();

  /** The sink's. */
  int threads() {
    return 10;
  }

  /** Whether a second batch can be open while the first one is. */
  boolean bearsSeveralBatches() {
    return true;
  }

  String heap() {
    return AgentSetup.FLUMES_DEFAULT_HEAP;
  }

  final HttpFeed feed() {
    return feed;
  }

  final PollingClient client() {
    return client;
  }

  @BeforeAll
  void startInAnEmptyDirectory() throws Exception {
    directory = Agents.workDirectory(getClass(), "agent");
    start();
  }

  private void start() throws Exception {
    String properties =
        HttpFeed.SOURCE
            + channel(directory)
            + Agents.sink(0, "timeout = 3", "pollTimeout = 1000", "threads = " + threads());
    FlumeHome home =
        FlumeHome.assembled().withLib(Path.of(System.getProperty("flume.all-channels")));
    agent = AgentSetup.of("agent", properties).withHome(home).withHeap(heap()).start(directory);
    feed = new HttpFeed(agent.awaitHttpPort(0));
  }

  @AfterAll
  void stop() {
    if (agent != null) {
      agent.close();
    }
  }

  @BeforeEach
  void connect() throws Exception {
    client = new PollingClient(agent.awaitSinkPort(Agents.SINK));
  }

  @AfterEach
  void disconnect() {
    client.close();
  }

  @Test
  void anAckedBatchIsGoneAndHeadersAndBodiesArriveAsTheyWere() throws Exception {
    List<HttpFeed.Event> events =
        List.of(
            new HttpFeed.Event(everyPlane(), "with headers"),
            new HttpFeed.Event(Map.of("body", "none"), ""),
            new HttpFeed.Event(Map.of(), "\u00e9\ud834\udd1e\u65e5"));
    feed.put(events);

    List<EventBatch> batches = Consumer.settle(client, 1000, 3);

    assertThat(Consumer.bodies(batches))
        .containsExactlyElementsOf(events.stream().map(HttpFeed.Event::body).toList());
    List<SparkSinkEvent> received = batches.stream().flatMap(b -> b.getEvents().stream()).toList();
    for (int i = 0; i < 3; i++) {
      assertThat(PollingClient.headers(received.get(i))).isEqualTo(events.get(i).headers());
    }
    assertThat(client.poll(1000).getEvents()).isEmpty();
  }

  /** A name and a value from each of Unicode's seventeen planes. */
  private static Map<String, String> everyPlane() {
    Map<String, String> headers = new LinkedHashMap<>();
    for (int plane = 0; plane <= 16; plane++) {
      String name = Character.toString((plane << 16) + 0xe9);
      headers.put(name, Character.toString((plane << 16) + 0xfffd) + name);
    }
    return headers;
  }

  @Test
  void aNackedBatchComesAgain() throws Exception {
    List<String> sent = putNumbered("nacked", 60);

    List<EventBatch> first = pollOne(40);
    client.nack(first.get(0));

    assertThat(Consumer.bodies(first)).isSubsetOf(sent);
    assertAllCome(sent);
  }

  @Test
  void aBatchThatNobodySettlesComesAgain() throws Exception {
    List<String> sent = putNumbered("forgotten", 60);

    List<EventBatch> first = pollOne(40);

    assertThat(Consumer.bodies(first)).isSubsetOf(sent);
    assertAllCome(sent);
  }

  @Test
  void aSecondBatchIsServedBesideTheFirstOrAfterIt() throws Exception {
    List<String> sent = putNumbered("shared", 60);
    List<EventBatch> open = pollOne(20);
    List<String> received = new ArrayList<>(Consumer.bodies(open));
    try (PollingClient other = new PollingClient(agent.awaitSinkPort(Agents.SINK))) {
      if (bearsSeveralBatches()) {
        received.addAll(Consumer.drain(other, 20, 1));
        client.ack(open.get(0));
      } else {
        Future<EventBatch> waiting = other.startPoll(20);
        client.ack(open.get(0));
        EventBatch batch = other.await(waiting);
        received.addAll(PollingClient.bodies(batch));
        other.ack(batch);
      }
    }
    List<String> left = new ArrayList<>(sent);
    left.removeAll(received);
    assertAllCome(left);
  }

  @Test
  void aStopGivesAnOpenBatchBackAndEndsInTime() throws Exception {
    List<String> sent = putNumbered("stopped", 60);
    List<EventBatch> settled = pollOne(20);
    client.ack(settled.get(0));
    List<EventBatch> open = pollOne(20);
    assertThat(open.get(0).getEvents()).isNotEmpty();

    agent.terminate();

    assertThat(agent.awaitExit(LIMIT)).isEqualTo(TERMINATED);
    assertThat(agent.log().since(0)).noneMatch(line -> line.contains("[ERROR"));
    disconnect();
    start();
    connect();
    if (isDurable()) {
      List<String> left = new ArrayList<>(sent);
      left.removeAll(Consumer.bodies(settled));
      assertAllCome(left);
    }
  }

  private List<String> putNumbered(String prefix, int count) throws Exception {
    List<String> bodies = Netcat.numbered(prefix, count);
    feed.put(bodies.stream().map(body -> new HttpFeed.Event(Map.of(), body)).toList());
    return bodies;
  }

  private List<EventBatch> pollOne(int n) throws Exception {
    return Consumer.receive(client, n, 1);
  }

  private void assertAllCome(List<String> bodies) throws Exception {
    assertThat(Consumer.drain(client, 1000, bodies.size()))
        .containsExactlyInAnyOrderElementsOf(bodies);
    assertThat(client.poll(1000).getEvents()).isEmpty();
  }
}
