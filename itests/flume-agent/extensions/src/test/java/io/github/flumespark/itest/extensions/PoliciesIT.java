package io.github.flumespark.itest.extensions;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flumespark.itest.agent.Agents;
import io.github.flumespark.itest.agent.PollingClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.streaming.flume.sink.EventBatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each admission policy, configured in a properties file. */
class PoliciesIT {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static RoutedAgent agent;

  @BeforeAll
  static void startAgent() throws Exception {
    Map<String, String> sinks = new LinkedHashMap<>();
    sinks.put(
        "bounded",
        """
        admission.type = bounded
        admission.maxEvents = 3
        admission.maxBytes = 64 KiB
        admission.maxWait = 1 s
        """);
    sinks.put(
        "crowd",
        """
        admission.type = in-flight
        admission.maxBatches = 2
        admission.maxEvents = 5
        admission.minEvents = 2
        admission.hold = 300 ms
        """);
    sinks.put(
        "slow",
        """
        admission.type = rate-limit
        admission.eventsPerSecond = 10
        admission.burstEvents = 5
        admission.minEvents = 5
        """);
    // An acknowledgement is in time on any machine.
    sinks.put(
        "adapting",
        """
        admission.type = adaptive
        admission.initialEvents = 4
        admission.minEvents = 1
        admission.increaseEvents = 2
        admission.targetLatency = 1 h
        """);
    agent = RoutedAgent.start(Agents.workDirectory(PoliciesIT.class, "agent"), sinks);
  }

  @AfterAll
  static void stopAgent() throws Exception {
    agent.close();
  }

  @Test
  void boundedCutsBatchesAndANackedOneComesAgainInTheSameSize() throws Exception {
    agent.send("bounded", "1", "2", "3", "4", "5", "6", "7");
    try (PollingClient client = agent.connect("bounded")) {
      EventBatch first = Received.poll(client, 100);
      client.nack(first);
      long start = System.nanoTime();
      List<List<String>> batches = drain(client, 7, "no refusal is expected");
      Duration took = Duration.ofNanos(System.nanoTime() - start);

      assertThat(PollingClient.bodies(first)).containsExactly("1", "2", "3");
      assertThat(batches)
          .containsExactly(List.of("1", "2", "3"), List.of("4", "5", "6"), List.of("7"));
      assertThat(took)
          .as("maxWait, not the sink's linger of 20 s")
          .isLessThan(Duration.ofSeconds(15));
    }
  }

  @Test
  void inFlightRefusesWhatThereIsNoRoomForUntilABatchIsSettled() throws Exception {
    agent.send("crowd", "1", "2", "3", "4", "5", "6");
    try (PollingClient one = agent.connect("crowd");
        PollingClient two = agent.connect("crowd");
        PollingClient three = agent.connect("crowd")) {
      EventBatch first = Received.poll(one, 3);
      EventBatch second = Received.poll(two, 2);
      long start = System.nanoTime();
      EventBatch refused = three.poll(2);
      Duration held = Duration.ofNanos(System.nanoTime() - start);
      two.nack(second);
      EventBatch third = Received.poll(three, 2);

      assertThat(PollingClient.bodies(first)).containsExactly("1", "2", "3");
      assertThat(PollingClient.bodies(second)).containsExactly("4", "5");
      assertThat(refused.getErrorMsg())
          .hasToString("in-flight: no room; 2 of 2 batches, 5 of 5 events are taken");
      assertThat(refused.getEvents()).isEmpty();
      assertThat(held).isGreaterThanOrEqualTo(Duration.ofMillis(290));
      assertThat(PollingClient.bodies(third))
          .as("nacked by another client")
          .containsExactly("4", "5");
      one.ack(first);
      three.ack(third);
      assertThat(PollingClient.bodies(Received.poll(two, 1))).containsExactly("6");
    }
  }

  @Test
  void rateLimitSendsNoFasterAndChargesANackedBatchToo() throws Exception {
    agent.send("slow", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10");
    try (PollingClient client = agent.connect("slow")) {
      long start = System.nanoTime();
      EventBatch first = Received.poll(client, 5);
      client.nack(first);
      List<List<String>> batches = drain(client, 10, "rate-limit: 10 events per second");
      Duration took = Duration.ofNanos(System.nanoTime() - start);

      assertThat(batches)
          .containsExactly(List.of("1", "2", "3", "4", "5"), List.of("6", "7", "8", "9", "10"));
      // Fifteen were sent, the nacked ones among them; five at once, the others at ten a second.
      assertThat(took).isGreaterThanOrEqualTo(Duration.ofMillis(990));
    }
  }

  @Test
  void adaptiveGrowsWithAcksAndShrinksWithANack() throws Exception {
    agent.send("adapting", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12");
    try (PollingClient client = agent.connect("adapting")) {
      EventBatch first = Received.poll(client, 100);
      client.ack(first);
      EventBatch second = Received.poll(client, 100);
      client.nack(second);
      EventBatch third = Received.poll(client, 100);
      client.ack(third);
      EventBatch fourth = Received.poll(client, 100);
      client.ack(fourth);

      assertThat(List.of(first, second, third, fourth))
          .extracting(batch -> batch.getEvents().size())
          .containsExactly(4, 6, 3, 5);
      assertThat(PollingClient.bodies(third)).isEqualTo(PollingClient.bodies(second).subList(0, 3));
      assertThat(PollingClient.bodies(fourth)).containsExactly("8", "9", "10", "11", "12");
    }
  }

  @Test
  void theLogTellsWhichPolicyEachSinkHas() throws Exception {
    agent.process().awaitSinkPort("crowd");
    assertThat(agent.logged("Spark sink crowd: admission: "))
        .singleElement()
        .asString()
        .matches(
            ".*admission: in-flight, io\\.github\\.flumespark\\.extension\\.policy\\.InFlightPolicy"
                + " 1\\.0\\.0\\S* from file:\\S*/flume-spark-batch-policies-\\S*\\.jar");
    assertThat(agent.logged("Spark sink crowd: transformers: none")).hasSize(1);
    assertThat(agent.logged("Spark sink crowd: sequence: default (built in)")).hasSize(1);
  }

  /** Polls and acknowledges; each error batch must be the refusal that is expected. */
  private static List<List<String>> drain(PollingClient client, int events, String refusal)
      throws Exception {
    List<List<String>> batches = new ArrayList<>();
    long end = System.nanoTime() + LIMIT.toNanos();
    int received = 0;
    while (received < events) {
      assertThat(System.nanoTime() - end).as("nanoseconds past the limit").isNegative();
      EventBatch batch = client.poll(100);
      if (!batch.getErrorMsg().isEmpty()) {
        assertThat(batch.getErrorMsg().toString()).startsWith(refusal);
        continue;
      }
      client.ack(batch);
      received += batch.getEvents().size();
      batches.add(PollingClient.bodies(batch));
    }
    return batches;
  }
}
