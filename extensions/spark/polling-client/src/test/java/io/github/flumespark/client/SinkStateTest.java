package io.github.flumespark.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.flume.Event;
import org.apache.flume.event.EventBuilder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What a sink tells of itself, and how a client gets on with one that doesn't. */
class SinkStateTest {

  private static List<Event> texts(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> EventBuilder.withBody(Integer.toString(i).getBytes(UTF_8)))
        .toList();
  }

  @Test
  void theStateTellsWhatIsInTheChannelAndWhatIsOpen() throws Exception {
    try (RealSink sink = new RealSink(Map.of());
        SinkClient client = SinkClient.connect(sink.address(), ClientSettings.DEFAULTS)) {
      assertThat(client.tellsState()).isTrue();
      assertThat(client.state().eventsAtMost()).isZero();

      sink.put(texts(30));
      assertThat(client.state().pollableAtLeast()).isEqualTo(30);

      EventBatch batch = client.poll(10);
      SinkState open = client.state();
      assertThat(open.openBatches()).isOne();
      assertThat(open.openEvents()).isEqualTo(10);
      assertThat(open.pollableAtLeast()).isLessThanOrEqualTo(20);
      assertThat(open.eventsAtMost()).isGreaterThanOrEqualTo(30);

      client.ack(batch.sequenceNumber());
      SinkState settled = client.state();
      assertThat(settled.channelEvents()).isEqualTo(20);
      assertThat(settled.channelCapacity()).isEqualTo(10_000);
      assertThat(settled.openBatches()).isZero();
    }
  }

  @Test
  void theStateIsToldWhileAPollWaitsOnTheSameConnection() throws Exception {
    try (RealSink sink = new RealSink(Map.of("pollTimeout", "60000"));
        SinkClient client = SinkClient.connect(sink.address(), ClientSettings.DEFAULTS)) {
      client.startPoll(10);
      assertThat(client.awaitAnswer(Duration.ofMillis(50))).isFalse();
      Awaitility.await("the poll to wait")
          .atMost(Duration.ofSeconds(10))
          .until(() -> client.state().waitingPolls() == 1);

      sink.put(texts(3));

      assertThat(client.awaitAnswer(Duration.ofSeconds(10))).isTrue();
      assertThat(client.finishPoll().events()).hasSize(3);
    }
  }

  @Test
  void aBatchThatComesWhileTheStateIsAskedForIsNotLost() throws Exception {
    try (RealSink sink = new RealSink(Map.of());
        SinkClient client = SinkClient.connect(sink.address(), ClientSettings.DEFAULTS)) {
      sink.put(texts(10));
      client.startPoll(10);
      Awaitility.await("the batch to be open, and so to have come before the state")
          .atMost(Duration.ofSeconds(10))
          .until(() -> client.state().openEvents() == 10);

      EventBatch batch = client.finishPoll();

      assertThat(batch.events()).hasSize(10);
      client.ack(batch.sequenceNumber());
      assertThat(sink.stopAndDrain()).isEmpty();
    }
  }

  @Test
  void oneCallAtATimeIsOnItsWay() throws Exception {
    try (RealSink sink = new RealSink(Map.of());
        SinkClient client = SinkClient.connect(sink.address(), ClientSettings.DEFAULTS)) {
      assertThatThrownBy(client::finishPoll).isInstanceOf(IllegalStateException.class);
      client.startPoll(1);
      assertThatThrownBy(() -> client.startPoll(1)).isInstanceOf(IllegalStateException.class);
      assertThat(client.finishPoll().events()).isEmpty();
    }
  }

  @Test
  void aClientThatHasANameIsServedLikeAnyOther() throws Exception {
    ClientSettings named = ClientSettings.builder().clientName("query 'orders'").build();
    try (RealSink sink = new RealSink(Map.of());
        SinkClient client = SinkClient.connect(sink.address(), named)) {
      sink.put(texts(1));
      assertThat(client.poll(1).events()).hasSize(1);
    }
  }

  @Test
  void sparksOwnSinkDoesNotTellAndIsWaitedForLongerThanACallMayTake() throws Exception {
    ClientSettings hasty = ClientSettings.builder().callTimeout(Duration.ofMillis(300)).build();
    CompletableFuture<Void> goOn = new CompletableFuture<>();
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Void> served =
          CompletableFuture.runAsync(() -> serveAsSpark24(server, goOn));
      SinkAddress address = new SinkAddress("127.0.0.1", server.getLocalPort());
      try (SinkClient client = SinkClient.connect(address, hasty)) {
        assertThat(client.tellsState()).isFalse();
        assertThatThrownBy(client::state).isInstanceOf(UnsupportedOperationException.class);

        client.startPoll(10);
        assertThat(client.awaitAnswer(Duration.ofMillis(600))).isFalse();
        goOn.complete(null);

        assertThat(client.finishPoll().sequenceNumber()).isEqualTo("seq-1");
      }
      served.join();
    }
  }

  /** Shakes hands with the text of Spark 2.4.8's protocol, then answers a poll, in its own time. */
  private static void serveAsSpark24(ServerSocket server, CompletableFuture<Void> goOn) {
    try (Socket socket = server.accept()) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      in.skipNBytes(8);
      in.skipNBytes(in.readInt());
      AvroWriter handshake = new AvroWriter();
      handshake.writeLong(1);
      handshake.writeLong(1);
      try (InputStream text = SinkStateTest.class.getResourceAsStream("spark-2.4.8.avpr")) {
        handshake.writeString(new String(text.readAllBytes(), UTF_8));
      }
      handshake.writeLong(1);
      handshake.writeRaw(new byte[16]);
      handshake.writeLong(0);
      answer(out, 1, handshake);
      in.skipNBytes(8);
      in.skipNBytes(in.readInt());
      goOn.join();
      AvroWriter batch = new AvroWriter();
      batch.writeRaw(new byte[] {0, 0});
      batch.writeString("");
      batch.writeString("seq-1");
      batch.writeLong(0);
      // In pieces: a wait may end between them.
      answer(out, 2, batch);
      in.read();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void answer(DataOutputStream out, int serial, AvroWriter content)
      throws IOException {
    out.writeInt(serial);
    out.writeInt(1);
    out.writeInt(content.size());
    out.write(content.toByteArray());
    out.flush();
  }
}
