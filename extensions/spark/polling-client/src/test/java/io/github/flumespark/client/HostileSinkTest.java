package io.github.flumespark.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever answers, a call ends with an error that says what is wrong, and holds little. */
class HostileSinkTest {

  private static final ClientSettings SETTINGS =
      ClientSettings.builder()
          .connectTimeout(Duration.ofSeconds(5))
          .callTimeout(Duration.ofSeconds(5))
          .maxReplyBytes(100_000)
          .build();

  private ServerSocket server;

  /** Answers the first request, of which it reads the frame's header and payload. */
  private interface Answer {
    void write(DataOutputStream out) throws IOException;
  }

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  private EventBatch poll(Answer answer) throws IOException {
    return poll(answer, client -> {});
  }

  private EventBatch poll(Answer answer, Consumer<SinkClient> beforePoll) throws IOException {
    CompletableFuture<Void> served =
        CompletableFuture.runAsync(
            () -> {
              try (Socket socket = server.accept()) {
                DataInputStream in = new DataInputStream(socket.getInputStream());
                in.skipNBytes(8);
                in.skipNBytes(in.readInt());
                answer.write(new DataOutputStream(socket.getOutputStream()));
                // Until the client has had enough.
                in.read();
              } catch (IOException e) {
                // The client went away, as it should.
                return;
              }
            });
    SinkAddress address = new SinkAddress("127.0.0.1", server.getLocalPort());
    try (SinkClient client = SinkClient.connect(address, SETTINGS)) {
      beforePoll.accept(client);
      return client.poll(10);
    } finally {
      served.join();
    }
  }

  private static void frame(DataOutputStream out, byte[]... parts) throws IOException {
    out.writeInt(1);
    out.writeInt(parts.length);
    for (byte[] part : parts) {
      out.writeInt(part.length);
      out.write(part);
    }
  }

  /** Handshake, no metadata, no error: what stands in front of a batch. */
  private static AvroWriter start() {
    AvroWriter out = new AvroWriter();
    // BOTH, no protocol, no hash, no metadata; no metadata of the call, no error.
    out.writeRaw(new byte[] {0, 0, 0, 0, 0, 0});
    return out;
  }

  private static byte[] batch() {
    AvroWriter out = start();
    out.writeString("");
    out.writeString("seq-1");
    out.writeLong(1);
    out.writeMap(Map.of("a", "b"));
    out.writeString("body");
    out.writeLong(0);
    return out.toByteArray();
  }

  @Test
  void aReplyMayComeInAnyNumberOfParts() throws IOException {
    byte[] whole = batch();
    byte[][] parts = new byte[whole.length + 1][];
    for (int i = 0; i < whole.length; i++) {
      parts[i] = new byte[] {whole[i]};
    }
    parts[whole.length] = new byte[0];

    EventBatch batch = poll(out -> frame(out, parts));

    assertThat(batch.sequenceNumber()).isEqualTo("seq-1");
    assertThat(batch.events())
        .containsExactly(ClientEvent.of(Map.of("a", "b"), "body".getBytes(UTF_8)));
  }

  @Test
  void anAnswerThatHasBegunIsNotCutOff() throws Exception {
    byte[] whole = batch();
    CountDownLatch goOn = new CountDownLatch(1);
    CompletableFuture<SinkClient> connected = new CompletableFuture<>();
    CompletableFuture<Thread> polling = new CompletableFuture<>();
    CompletableFuture<EventBatch> batch =
        CompletableFuture.supplyAsync(
            () -> {
              polling.complete(Thread.currentThread());
              try {
                return poll(
                    out -> {
                      out.writeInt(1);
                      out.writeInt(1);
                      out.writeInt(whole.length);
                      out.write(whole, 0, 1);
                      await(goOn);
                      out.write(whole, 1, whole.length - 1);
                    },
                    connected::complete);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    Thread thread = polling.get(10, TimeUnit.SECONDS);
    Awaitility.await("the answer's first byte")
        .atMost(10, TimeUnit.SECONDS)
        .until(() -> isIn(thread, "readPart"));

    assertThat(connected.get().closeUnlessAnswered()).isFalse();
    goOn.countDown();
    assertThat(batch.get(10, TimeUnit.SECONDS).sequenceNumber()).isEqualTo("seq-1");
  }

  @Test
  void aPollThatIsNotAnsweredIs() {
    assertThatThrownBy(() -> poll(out -> {}, SinkClient::closeUnlessAnswered))
        .isInstanceOf(SinkConnectionException.class)
        .hasMessageContaining("is closed");
  }

  private static boolean isIn(Thread thread, String method) {
    return Arrays.stream(thread.getStackTrace())
        .anyMatch(frame -> frame.getMethodName().equals(method));
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      if (!latch.await(10, TimeUnit.SECONDS)) {
        throw new IOException("the test has forgotten this");
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Test
  void aServerOfAnotherProtocol() {
    assertThatThrownBy(() -> poll(out -> out.writeBytes("HTTP/1.1 400 Bad Request\r\n\r\n")))
        .isInstanceOf(SinkProtocolException.class)
        .hasMessageContaining("is no Flume sink for Spark");
  }

  @Test
  void anAvroServerOfAnotherProtocol() {
    assertThatThrownBy(
            () ->
                poll(
                    out -> {
                      AvroWriter none = new AvroWriter();
                      none.writeLong(2);
                      none.writeLong(1);
                      none.writeString("{}");
                      none.writeLong(1);
                      none.writeRaw(new byte[16]);
                      none.writeLong(0);
                      frame(out, none.toByteArray());
                    }))
        .isInstanceOf(SinkProtocolException.class)
        .hasMessageContaining("does not speak the protocol of Spark's Flume sink");
  }

  @Test
  void anAnswerLargerThanAllowed() {
    assertThatThrownBy(
            () ->
                poll(
                    out -> {
                      out.writeInt(1);
                      out.writeInt(1);
                      out.writeInt(100_001);
                    }))
        .isInstanceOf(SinkProtocolException.class)
        .hasMessageContaining("more than the 100000 bytes that are allowed");
  }

  @Test
  void aNumberOfEventsThatTheAnswerCannotHold() {
    assertThatThrownBy(
            () ->
                poll(
                    out -> {
                      AvroWriter lie = start();
                      lie.writeString("");
                      lie.writeString("seq");
                      lie.writeLong(Integer.MAX_VALUE);
                      frame(out, lie.toByteArray());
                    }))
        .isInstanceOf(SinkProtocolException.class)
        .hasMessageContaining("2147483647 items where 0 bytes are left");
  }

  @Test
  void moreEventsOfNothingThanTheHeapShouldHold() {
    assertThatThrownBy(
            () ->
                poll(
                    out -> {
                      AvroWriter many = start();
                      many.writeString("");
                      many.writeString("seq");
                      many.writeLong(20_000);
                      many.writeRaw(new byte[40_001]);
                      frame(out, many.toByteArray());
                    }))
        .isInstanceOf(SinkProtocolException.class)
        .hasMessageContaining("more events than");
  }

  @Test
  void aBatchThatGoesOnAfterItsEnd() {
    assertThatThrownBy(() -> poll(out -> frame(out, batch(), new byte[] {1})))
        .isInstanceOf(SinkProtocolException.class)
        .hasMessageContaining("1 bytes where the end was expected");
  }

  @Test
  void aBatchThatIsCutOff() {
    byte[] whole = batch();
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> poll(out -> frame(out, cut)))
          .as("cut after %d bytes", length)
          .isInstanceOf(SinkProtocolException.class);
    }
  }

  @Test
  void aConnectionThatEndsWithinAnAnswer() {
    assertThatThrownBy(
            () ->
                poll(
                    out -> {
                      out.writeInt(1);
                      out.close();
                    }))
        .isInstanceOf(SinkConnectionException.class)
        .hasMessageContaining("was lost: the sink closed the connection");
  }

  @Test
  void anErrorOfTheCall() {
    assertThatThrownBy(
            () ->
                poll(
                    out -> {
                      AvroWriter error = new AvroWriter();
                      error.writeRaw(new byte[] {0, 0, 0, 0, 0, 1});
                      error.writeLong(0);
                      error.writeString("no such luck");
                      frame(out, error.toByteArray());
                    }))
        .isInstanceOf(SinkRefusedException.class)
        .hasMessage("no such luck");
  }
}
