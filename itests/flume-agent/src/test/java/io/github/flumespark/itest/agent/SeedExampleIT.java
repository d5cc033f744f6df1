package io.github.flumespark.itest.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.spark.streaming.flume.sink.EventBatch;
import org.apache.spark.streaming.flume.sink.SparkSinkEvent;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The README's example, with the heap that Flume gives an agent by default. */
class SeedExampleIT {

  private static AgentProcess agent;
  private static Netcat netcat;
  private PollingClient client;

  @BeforeAll
  static void startAgent() throws Exception {
    String properties =
        """
        agent.sources = netcat
        agent.channels = memoryChannel
        agent.sinks = spark-sink

        agent.sources.netcat.type = netcat
        agent.sources.netcat.bind = 127.0.0.1
        agent.sources.netcat.port = 0
        agent.sources.netcat.interceptors = origin
        agent.sources.netcat.interceptors.origin.type = static
        agent.sources.netcat.interceptors.origin.key = origin
        agent.sources.netcat.interceptors.origin.value = nétcat
        agent.sources.netcat.channels = memoryChannel

        agent.channels.memoryChannel.type = memory

        agent.sinks.spark-sink.type = org.apache.spark.streaming.flume.sink.SparkSink
        agent.sinks.spark-sink.hostname = 127.0.0.1
        agent.sinks.spark-sink.port = 0
        agent.sinks.spark-sink.threads = 10
        agent.sinks.spark-sink.timeout = 2
        agent.sinks.spark-sink.backoffInterval = 200
        agent.sinks.spark-sink.channel = memoryChannel
        """
            // A properties file is ISO 8859-1; other letters are written as escapes.
            .replace("é", "\\u00e9");
    agent =
        AgentSetup.of("agent", properties)
            .start(Agents.workDirectory(SeedExampleIT.class, "agent"));
    netcat = new Netcat(agent.awaitNetcatPort(0));
  }

  @AfterAll
  static void stopAgent() throws Exception {
    netcat.close();
    agent.close();
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
  void eventsArriveWithHeadersAndBodyAndAreGoneOnceAcknowledged() throws Exception {
    netcat.send(List.of("one", "two", "größer"));

    List<EventBatch> batches = Consumer.receive(client, 1000, 3);
    for (EventBatch batch : batches) {
      client.ack(batch);
    }

    assertThat(Consumer.bodies(batches)).containsExactly("one", "two", "größer");
    for (EventBatch batch : batches) {
      assertThat(batch.getEvents()).extracting(SeedExampleIT::origin).containsOnly("nétcat");
    }
    EventBatch next = client.poll(1000);
    assertThat(next.getEvents()).isEmpty();
    assertThat(next.getErrorMsg()).hasToString("");
  }

  @Test
  void aNackedBatchIsDeliveredAgain() throws Exception {
    List<String> sent = netcat.sendNumbered("nacked", 20);

    List<EventBatch> first = Consumer.receive(client, 1000, 20);
    for (EventBatch batch : first) {
      client.nack(batch);
    }

    assertThat(Consumer.bodies(first)).containsExactlyInAnyOrderElementsOf(sent);
    assertThat(Consumer.drain(client, 1000, 20)).containsExactlyInAnyOrderElementsOf(sent);
  }

  @Test
  void aBatchThatNobodySettlesIsDeliveredAgainAfterTheTimeout() throws Exception {
    List<String> sent = netcat.sendNumbered("forgotten", 20);

    List<EventBatch> first = Consumer.receive(client, 1000, 20);

    assertThat(Consumer.bodies(first)).containsExactlyInAnyOrderElementsOf(sent);
    assertThat(Consumer.drain(client, 1000, 20)).containsExactlyInAnyOrderElementsOf(sent);
  }

  private static String origin(SparkSinkEvent event) {
    return PollingClient.headers(event).get("origin");
  }
}
