package io.github.flumespark.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.flume.Event;
import org.apache.flume.event.EventBuilder;
import org.junit.jupiter.api.Test;

/** The client and the real sink. */
class SinkClientTest {

  private static final Map<String, String> HEADERS =
      Map.of("host", "web-1", "schlüssel", "значение", "", "no name", "empty", "");

  @Test
  void eventsArriveAsTheyWerePutAndAnAckTakesThemOutOfTheChannel() throws IOException {
    try (RealSink sink = new RealSink(Map.of())) {
      byte[] binary = {0, -1, 127, -128, 10, 13};
      byte[] large = new byte[300_000];
      large[299_999] = 7;
      sink.put(
          List.of(
              EventBuilder.withBody(binary, HEADERS),
              EventBuilder.withBody(new byte[0]),
              EventBuilder.withBody(large)));
      try (SinkClient client = SinkClient.connect(sink.address(), ClientSettings.DEFAULTS)) {
        EventBatch batch = client.poll(10);

        assertThat(batch.needsAck()).isTrue();
        assertThat(batch.events())
            .containsExactly(
                ClientEvent.of(HEADERS, binary),
                ClientEvent.of(Map.of(), new byte[0]),
                ClientEvent.of(Map.of(), large));
        client.ack(batch.sequenceNumber());
        assertThat(sink.stopAndDrain()).isEmpty();
      }
    }
  }

  @Test
  void oneConnectionServesManyBatches() throws IOException {
    try (RealSink sink = new RealSink(Map.of())) {
      sink.put(texts(2500));
      List<String> bodies = new ArrayList<>();
      try (SinkClient client = SinkClient.connect(sink.address(), ClientSettings.DEFAULTS)) {
        for (int i = 0; i < 3; i++) {
          EventBatch batch = client.poll(1000);
          batch.events().forEach(event -> bodies.add(new String(event.body(), UTF_8)));
          client.ack(batch.sequenceNumber());
        }
      }
      assertThat(bodies).hasSize(2500).doesNotHaveDuplicates().startsWith("0", "1", "2");
    }
  }

  @Test
  void aNackGivesTheEventsBack() throws IOException {
    try (RealSink sink = new RealSink(Map.of())) {
      sink.put(texts(10));
      try (SinkClient client = SinkClient.connect(sink.address(), ClientSettings.DEFAULTS)) {
        EventBatch batch = client.poll(10);
        client.nack(batch.sequenceNumber());

        assertThat(client.poll(10).events()).isEqualTo(batch.events());
      }
      assertThat(sink.stopAndDrain()).hasSize(10);
    }
  }

  @Test
  void anEmptyChannelGivesAnEmptyBatchThatNeedsNoAck() throws IOException {
    try (RealSink sink = new RealSink(Map.of());
        SinkClient client = SinkClient.connect(sink.address(), ClientSettings.DEFAULTS)) {
      EventBatch batch = client.poll(10);

      assertThat(batch.events()).isEmpty();
      assertThat(batch.needsAck()).isFalse();
    }
  }

  @Test
  void aRefusedPollThrowsTheSinksReasonAndTheConnectionGoesOn() throws IOException {
    try (RealSink sink = new RealSink(Map.of());
        SinkClient client = SinkClient.connect(sink.address(), ClientSettings.DEFAULTS)) {
      assertThatThrownBy(() -> client.poll(0)).isInstanceOf(SinkRefusedException.class);

      sink.put(texts(1));
      assertThat(client.poll(1).events()).hasSize(1);
    }
  }

  @Test
  void aSinkThatStopsEndsTheConnection() throws IOException {
    try (RealSink sink = new RealSink(Map.of());
        SinkClient client = SinkClient.connect(sink.address(), ClientSettings.DEFAULTS)) {
      client.poll(1);
      sink.stop();

      assertThatThrownBy(() -> client.poll(1))
          .isInstanceOf(SinkConnectionException.class)
          .hasMessageContaining(client.address().toString());
      assertThatThrownBy(() -> client.poll(1)).hasMessageContaining("is closed");
    }
  }

  @Test
  void closeEndsAWaitingPollAtOnce() throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try (RealSink sink = new RealSink(Map.of("pollTimeout", "60000"))) {
      SinkClient client = SinkClient.connect(sink.address(), ClientSettings.DEFAULTS);
      CountDownLatch polling = new CountDownLatch(1);
      Future<EventBatch> poll =
          thread.submit(
              () -> {
                polling.countDown();
                return client.poll(1);
              });
      polling.await();

      client.close();

      assertThatThrownBy(() -> poll.get(2, TimeUnit.SECONDS))
          .hasCauseInstanceOf(SinkConnectionException.class)
          .hasMessageContaining("closed");
    } finally {
      thread.shutdownNow();
    }
  }

  @Test
  void anAnswerThatDoesNotComeInTimeIsALostConnection() throws IOException {
    ClientSettings hasty = ClientSettings.builder().callTimeout(Duration.ofMillis(200)).build();
    try (RealSink sink = new RealSink(Map.of("pollTimeout", "60000"));
        SinkClient client = SinkClient.connect(sink.address(), hasty)) {
      assertThatThrownBy(() -> client.poll(1))
          .isInstanceOf(SinkConnectionException.class)
          .hasMessageContaining("has not answered getEventBatch within 200 ms (callTimeout)");
    }
  }

  @Test
  void whatIsOpenOnAClosedConnectionComesAgain() throws IOException {
    try (RealSink sink = new RealSink(Map.of())) {
      sink.put(texts(5));
      try (SinkClient client = SinkClient.connect(sink.address(), ClientSettings.DEFAULTS)) {
        assertThat(client.poll(5).events()).hasSize(5);
      }
      assertThat(sink.stopAndDrain()).hasSize(5);
    }
  }

  private static List<Event> texts(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> EventBuilder.withBody(Integer.toString(i).getBytes(UTF_8)))
        .toList();
  }
}
