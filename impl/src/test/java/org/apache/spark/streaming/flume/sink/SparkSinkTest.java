package org.apache.spark.streaming.flume.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.ipc.CallFuture;
import org.apache.flume.ChannelException;
import org.apache.flume.Event;
import org.apache.flume.Transaction;
import org.apache.flume.channel.AbstractChannel;
import org.apache.flume.event.EventBuilder;
import org.junit.jupiter.api.Test;

/** The sink as Avro's own client sees it over a socket. */
class SparkSinkTest {

  @Test
  void aPolledBatchCarriesHeadersAndBodyAndIsGoneAfterItsAck() throws Exception {
    try (TestSink sink = TestSink.onMemory(Map.of(), Map.of("pollTimeout", "1000"));
        TestClient client = new TestClient(sink.port())) {
      sink.put(events(0, 3));

      EventBatch batch = client.poll(10);

      assertThat(SparkSinkUtils.isErrorBatch(batch)).isFalse();
      assertThat(bodies(batch)).containsExactly("event 0", "event 1", "event 2");
      assertThat(headers(batch.getEvents().get(2)))
          .isEqualTo(Map.of("n", "2", "\u043a\u043b\u044e\u0447", "\u00fc\ud83d\ude00"));
      client.ack(batch);
      assertThat(client.poll(10).getEvents()).isEmpty();
    }
  }

  @Test
  void anEmptyChannelGivesASuccessfulBatchWithoutEventsWhoseAckIsHarmless() throws Exception {
    try (TestSink sink = TestSink.onMemory(Map.of(), Map.of("pollTimeout", "1000"));
        TestClient client = new TestClient(sink.port())) {
      EventBatch batch = client.poll(10);

      assertThat(SparkSinkUtils.isErrorBatch(batch)).isFalse();
      assertThat(batch.getEvents()).isEmpty();
      client.ack(batch);
      client.nack(batch);
    }
  }

  @Test
  void aPollForNothingIsAnErrorBatch() throws Exception {
    try (TestSink sink = TestSink.onMemory(Map.of(), Map.of());
        TestClient client = new TestClient(sink.port())) {
      EventBatch batch = client.poll(-1);

      assertThat(SparkSinkUtils.isErrorBatch(batch)).isTrue();
      assertThat(batch.getErrorMsg().toString()).contains("n = -1");
      assertThat(batch.getEvents()).isEmpty();
    }
  }

  @Test
  void aChannelErrorIsAnErrorBatch() throws Exception {
    try (TestSink sink = TestSink.on(new BrokenChannel(), Map.of());
        TestClient client = new TestClient(sink.port())) {
      EventBatch batch = client.poll(1);

      assertThat(SparkSinkUtils.isErrorBatch(batch)).isTrue();
      assertThat(batch.getErrorMsg().toString()).contains("no disk");
    }
  }

  @Test
  void aPollIsCappedAtTheChannelsTransactionCapacity() throws Exception {
    Map<String, String> roomy = Map.of("capacity", "1000", "transactionCapacity", "100");
    try (TestSink sink = TestSink.onMemory(roomy, Map.of("linger", "3600000"));
        TestClient client = new TestClient(sink.port())) {
      sink.put(events(0, 100));
      sink.put(events(100, 150));

      EventBatch first = client.poll(Integer.MAX_VALUE);
      client.ack(first);

      assertThat(first.getEvents()).hasSize(100);
      assertThat(client.poll(50).getEvents()).hasSize(50);
    }
  }

  @Test
  void waitingPollsOnTheSameConnectionDelayNoAck() throws Exception {
    Map<String, String> patient = Map.of("keep-alive", "3600");
    try (TestSink sink =
            TestSink.onMemory(patient, Map.of("pollTimeout", "3600000", "threads", "2"));
        TestClient client = new TestClient(sink.port())) {
      sink.put(events(0, 1));
      EventBatch batch = client.poll(1);
      for (int i = 0; i < 50; i++) {
        client.protocol().getEventBatch(1, new CallFuture<>());
      }

      client.ack(batch);
    }
  }

  @Test
  void theLatchCountsAckedBatchesWithEvents() throws Exception {
    CountDownLatch latch = new CountDownLatch(2);
    try (TestSink sink = TestSink.onMemory(Map.of(), Map.of("pollTimeout", "1000"));
        TestClient client = new TestClient(sink.port())) {
      sink.sink().countdownWhenBatchReceived(latch);
      client.ack(client.poll(1));
      sink.put(events(0, 3));
      client.nack(client.poll(1));
      client.ack(client.poll(2));
      await("the first ack to be counted").until(() -> latch.getCount() == 1);

      client.ack(client.poll(1));

      await("the second ack to be counted").until(() -> latch.getCount() == 0);
    }
  }

  @Test
  void afterTheStopTheClientGetsAnException() throws Exception {
    try (TestSink sink = TestSink.onMemory(Map.of(), Map.of("pollTimeout", "1000"));
        TestClient client = new TestClient(sink.port())) {
      client.poll(1);
      sink.sink().stop();

      assertThatThrownBy(() -> client.poll(1)).isInstanceOf(AvroRuntimeException.class);
    }
  }

  @Test
  void nullHeadersAndBodiesThatFlumeAllowsArriveEmpty() throws Exception {
    Map<String, String> headers = new HashMap<>();
    headers.put("nothing", null);
    Event event = EventBuilder.withBody(new byte[0], headers);
    try (TestSink sink = TestSink.onMemory(Map.of(), Map.of());
        TestClient client = new TestClient(sink.port())) {
      sink.put(List.of(event));

      SparkSinkEvent received = client.poll(1).getEvents().get(0);

      assertThat(headers(received)).isEqualTo(Map.of("nothing", ""));
      assertThat(received.getBody().remaining()).isZero();
    }
  }

  private static final class BrokenChannel extends AbstractChannel {
    @Override
    public void put(Event event) {
      throw new ChannelException("no disk");
    }

    @Override
    public Event take() {
      throw new ChannelException("no disk");
    }

    @Override
    public Transaction getTransaction() {
      throw new ChannelException("no disk");
    }
  }

  private static List<Event> events(int from, int to) {
    List<Event> events = new ArrayList<>();
    for (int i = from; i < to; i++) {
      Map<String, String> headers =
          Map.of("n", String.valueOf(i), "\u043a\u043b\u044e\u0447", "\u00fc\ud83d\ude00");
      events.add(EventBuilder.withBody("event " + i, UTF_8, headers));
    }
    return events;
  }

  private static Map<String, String> headers(SparkSinkEvent event) {
    Map<String, String> headers = new HashMap<>();
    event.getHeaders().forEach((name, value) -> headers.put(name.toString(), value.toString()));
    return headers;
  }

  private static List<String> bodies(EventBatch batch) {
    return batch.getEvents().stream().map(event -> text(event.getBody())).toList();
  }

  private static String text(ByteBuffer body) {
    return UTF_8.decode(body.duplicate()).toString();
  }
}
