package org.apache.spark.streaming.flume.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.flume.event.EventBuilder;
import org.junit.jupiter.api.Test;

/** A batch can be settled by those alone who were told its sequence number. */
class ForeignBatchTest {

  @Test
  void whoHasABatchCanAcknowledgeNoOther() throws Exception {
    try (TestSink sink = TestSink.onMemory(Map.of(), Map.of());
        TestClient mallory = new TestClient(sink.port());
        TestClient honest = new TestClient(sink.port())) {
      sink.put(List.of(EventBuilder.withBody("mallory's", UTF_8)));
      String own = mallory.poll(1).getSequenceNumber().toString();
      sink.put(List.of(EventBuilder.withBody("precious", UTF_8)));
      EventBatch batch = honest.poll(1);

      String[] parts = own.split("-", -1);
      long next = Long.parseLong(parts[1]) + 1;
      mallory.protocol().ack(parts[0] + "-" + next);
      mallory.protocol().ack(parts[0] + "-" + next + "-" + parts[parts.length - 1]);
      mallory.protocol().ack(parts[0] + "-" + next + "-" + "0".repeat(16));
      honest.nack(batch);

      EventBatch again = honest.poll(1);
      assertThat(again.getEvents())
          .singleElement()
          .extracting(event -> UTF_8.decode(event.getBody()).toString())
          .isEqualTo("precious");
      honest.ack(again);
    }
  }

  @Test
  void aBatchCanBeAcknowledgedOnAnotherConnection() throws Exception {
    try (TestSink sink = TestSink.onMemory(Map.of(), Map.of("pollTimeout", "200"));
        TestClient client = new TestClient(sink.port());
        TestClient other = new TestClient(sink.port())) {
      sink.put(List.of(EventBuilder.withBody("once", UTF_8)));

      other.ack(client.poll(1));

      assertThat(client.poll(1).getEvents()).isEmpty();
    }
  }
}
