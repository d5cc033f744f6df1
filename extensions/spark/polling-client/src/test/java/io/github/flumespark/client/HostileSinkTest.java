package io.github.flumespark.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
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

  /** Answers a request. */
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

  /** Polls a server that shakes hands as a sink does. */
  private EventBatch poll(Answer answer) throws IOException {
    return polls(out -> frame(out, 1, new byte[] {0, 0, 0, 0}), answer);
  }

  /** Polls a server that gives these answers, to the handshake and to what follows it. */
  private EventBatch polls(Answer... answers) throws IOException {
    CompletableFuture<Void> served =
        CompletableFuture.runAsync(
            () -> {
              try (Socket socket = server.accept()) {
                DataInputStream in = new DataInputStream(socket.getInputStream());
                DataOutputStream out = new DataOutputStream(socket.getOutputStream());
                for (Answer answer : answers) {
                  in.skipNBytes(8);
                  in.skipNBytes(in.readInt());
                  answer.write(out);
                }
                // Until the client has had enough.
                in.read();
              } catch (IOException e) {
                // The client went away, as it should.
                return;
              }
            });
    SinkAddress address = new SinkAddress("127.0.0.1", server.getLocalPort());
    try (SinkClient client = SinkClient.connect(address, SETTINGS)) {
      return client.poll(10);
    } finally {
      served.join();
    }
  }

  /** An answer to the first poll. */
  private static void frame(DataOutputStream out, byte[]... parts) throws IOException {
    frame(out, 2, parts);
  }

  private static void frame(DataOutputStream out, int serial, byte[]... parts) throws IOException {
    out.writeInt(serial);
    out.writeInt(parts.length);
    for (byte[] part : parts) {
      out.writeInt(part.length);
      out.write(part);
    }
  }

  /** No metadata, no error: what stands in front of a batch. */
  private static AvroWriter start() {
    AvroWriter out = new AvroWriter();
    out.writeRaw(new byte[] {0, 0});
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
  void aServerOfAnotherProtocol() {
    assertThatThrownBy(() -> polls(out -> out.writeBytes("HTTP/1.1 400 Bad Request\r\n\r\n")))
        .isInstanceOf(SinkProtocolException.class)
        .hasMessageContaining("is no Flume sink for Spark");
  }

  @Test
  void anAvroServerOfAnotherProtocol() {
    assertThatThrownBy(
            () ->
                polls(
                    out -> {
                      AvroWriter none = new AvroWriter();
                      none.writeLong(2);
                      none.writeLong(1);
                      none.writeString("{}");
                      none.writeLong(1);
                      none.writeRaw(new byte[16]);
                      none.writeLong(0);
                      frame(out, 1, none.toByteArray());
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
                      out.writeInt(2);
                      out.writeInt(1);
                      out.writeInt(100_001);
                    }))
        .isInstanceOf(ReplyTooLargeException.class)
        .hasMessageContaining("(maxReplyBytes)")
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
        .isInstanceOf(ReplyTooLargeException.class)
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
                      out.writeInt(2);
                      out.close();
                    }))
        .isInstanceOf(SinkConnectionException.class)
        .hasMessageContaining("was lost: the sink closed the connection");
  }

  @Test
  void aSinkThatRefusesTheProtocol() {
    assertThatThrownBy(
            () ->
                polls(
                    out -> {
                      AvroWriter error = new AvroWriter();
                      // Handshake, no metadata, an error that is a string.
                      error.writeRaw(new byte[] {0, 0, 0, 0, 0, 1, 0});
                      error.writeString("not that one");
                      frame(out, 1, error.toByteArray());
                    }))
        .isInstanceOf(SinkProtocolException.class)
        .hasMessageContaining("it refuses this client's protocol: not that one");
  }

  @Test
  void aProtocolWithoutAnEnd() {
    assertThatThrownBy(
            () ->
                polls(
                    out -> {
                      AvroWriter deep = new AvroWriter();
                      deep.writeLong(1);
                      deep.writeLong(1);
                      deep.writeString("[".repeat(50_000));
                      deep.writeLong(0);
                      deep.writeLong(0);
                      frame(out, 1, deep.toByteArray());
                    }))
        .isInstanceOf(SinkProtocolException.class)
        .hasMessageContaining("the text of its protocol");
  }

  @Test
  void anAnswerToAnotherCall() {
    assertThatThrownBy(() -> poll(out -> frame(out, 7, batch())))
        .isInstanceOf(SinkProtocolException.class)
        .hasMessageContaining("the serial number 7 instead of 2");
  }

  @Test
  void anErrorOfTheCall() {
    assertThatThrownBy(
            () ->
                poll(
                    out -> {
                      AvroWriter error = new AvroWriter();
                      error.writeRaw(new byte[] {0, 1});
                      error.writeLong(0);
                      error.writeString("no such luck");
                      frame(out, error.toByteArray());
                    }))
        .isInstanceOf(SinkRefusedException.class)
        .hasMessage("no such luck");
  }
}
