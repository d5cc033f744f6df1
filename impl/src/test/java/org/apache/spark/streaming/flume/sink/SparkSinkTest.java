package org.apache.spark.streaming.flume.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flume.Event;
import org.apache.flume.event.EventBuilder;
import org.junit.jupiter.api.Test;

class SparkSinkTest {

  @Test
  void aPolledBatchCarriesHeadersAndBodyAndIsGoneAfterItsAck() throws Exception {
    try (TestSink sink = TestSink.onMemory(Map.of(), Map.of("pollTimeout", "50"));
        TestClient client = new TestClient(sink.port())) {
      sink.put(events(0, 3));

      EventBatch batch = client.poll(10);

      assertThat(SparkSinkUtils.isErrorBatch(batch)).isFalse();
      assertThat(bodies(batch)).containsExactly("event 0", "event 1", "event 2");
      assertThat(batch.getEvents().get(0).getHeaders().toString()).contains("n");
      client.ack(batch);
      assertThat(client.poll(10).getEvents()).isEmpty();
    }
  }

  static List<Event> events(int from, int to) {
    List<Event> events = new ArrayList<>();
    for (int i = from; i < to; i++) {
      events.add(
          EventBuilder.withBody("event " + i, UTF_8, Map.of("n", String.valueOf(i), "ключ", "ü")));
    }
    return events;
  }

  static List<String> bodies(EventBatch batch) {
    return batch.getEvents().stream().map(event -> text(event.getBody())).toList();
  }

  private static String text(ByteBuffer body) {
    return UTF_8.decode(body.duplicate()).toString();
  }
}
