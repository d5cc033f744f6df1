package org.apache.spark.streaming.flume.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import javax.management.JMException;
import org.apache.flume.event.EventBuilder;
import org.junit.jupiter.api.Test;

/** What a sink tells of its clients, its chain and its troubles, to whoever asks its bean. */
class SinkFactsTest {

  private static JsonNode fact(TestSink sink, String attribute) throws Exception {
    return new ObjectMapper().readTree(text(sink, attribute));
  }

  private static String text(TestSink sink, String attribute) throws JMException {
    return sink.sink().getAttribute(attribute).toString();
  }

  @Test
  void clientsAreListedByHostWithWhatTheyHoldAndDid() throws Exception {
    try (TestSink sink = TestSink.onMemory(Map.of(), Map.of());
        TestClient one = new TestClient(sink.port());
        TestClient other = new TestClient(sink.port())) {
      sink.put(List.of(EventBuilder.withBody("a", UTF_8), EventBuilder.withBody("b", UTF_8)));
      one.ack(one.poll(1));
      other.nack(other.poll(1));
      other.poll(1);

      JsonNode clients = fact(sink, "Clients");

      assertThat(clients).hasSize(1);
      JsonNode host = clients.get(0);
      assertThat(host.get("host").asText()).isEqualTo("127.0.0.1");
      assertThat(host.get("connections").asInt()).isEqualTo(2);
      assertThat(host.get("openBatches").asInt()).isEqualTo(1);
      assertThat(host.get("openEvents").asInt()).isEqualTo(1);
      assertThat(host.get("ackedBatches").asInt()).isEqualTo(1);
      assertThat(host.get("ackedEvents").asInt()).isEqualTo(1);
      assertThat(host.get("nackedBatches").asInt()).isEqualTo(1);
      assertThat(host.get("secondsSincePoll").asLong()).isNotNegative();
      assertThat(text(sink, "Channel")).isEqualTo("memory");
      sink.sink().stop();
      assertThat(text(sink, "Clients")).isEqualTo("[]");
    }
  }

  @Test
  void anOperatorCanCloseTheConnectionsOfAClientAndItsBatchesAreRolledBack() throws Exception {
    try (TestSink sink = TestSink.onMemory(Map.of(), Map.of());
        TestClient client = new TestClient(sink.port())) {
      sink.put(List.of(EventBuilder.withBody("a", UTF_8)));
      client.poll(1);
      assertThat(close(sink, "10.9.8.7")).isZero();
      assertThat(close(sink, "127.0.0.")).isZero();

      assertThat(close(sink, "127.0.0.1")).isEqualTo(1);

      await("a rollback").until(() -> sink.sink().getAttribute("AbortedBatchCount").equals(1L));
    }
  }

  private static int close(TestSink sink, String host) throws JMException {
    return (int)
        sink.sink()
            .invoke("closeConnections", new Object[] {host}, new String[] {String.class.getName()});
  }

  @Test
  void warningsAreKeptWithoutTheEventsThatTheyAreAbout() throws Exception {
    try (TestSink sink = TestSink.onMemory(Map.of(), Map.of());
        TestClient client = new TestClient(sink.port())) {
      sink.put(List.of(EventBuilder.withBody("body-4711", UTF_8, Map.of("header", "4712"))));
      sink.put(List.of(EventBuilder.withBody("body-4711", UTF_8, Map.of("header", "4712"))));
      client.nack(client.poll(2));

      JsonNode warnings = fact(sink, "RecentWarnings");

      assertThat(warnings.findValuesAsText("level")).contains("WARN");
      assertThat(warnings.findValuesAsText("text")).anyMatch(line -> line.contains("127.0.0.1"));
      assertThat(warnings.toString()).doesNotContain("4711", "4712");
    }
  }
}
