package org.apache.spark.streaming.flume.sink.internal.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.ipc.HandshakeRequest;
import org.apache.avro.ipc.HandshakeResponse;
import org.apache.avro.ipc.MD5;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.spark.streaming.flume.sink.EventBatch;
import org.apache.spark.streaming.flume.sink.SparkFlumeProtocol;

/** A client that can be as rude as it likes: bytes on a socket, by Avro's own encoder. */
public final class RawClient implements AutoCloseable {

  private static final int ANSWER_MILLIS = 30_000;

  /** What Avro's encoder is made to write. */
  public interface Written {
    void to(BinaryEncoder encoder) throws IOException;
  }

  /** A reply: to which request, and what it says. */
  public static final class Answer {
    private final int serial;
    private final byte[] payload;

    Answer(int serial, byte[] payload) {
      this.serial = serial;
      this.payload = payload;
    }

    public int serial() {
      return serial;
    }

    public byte[] payload() {
      return payload;
    }

    private BinaryDecoder decoder() {
      return DecoderFactory.get().binaryDecoder(payload, null);
    }

    public HandshakeResponse handshake() {
      try {
        return new SpecificDatumReader<HandshakeResponse>(HandshakeResponse.SCHEMA$)
            .read(null, decoder());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** What a reply without handshake says about its result. */
    public Map<String, String> metadata() {
      try {
        BinaryDecoder in = decoder();
        Map<String, String> metadata = new HashMap<>();
        for (long count = in.readMapStart(); count != 0; count = in.mapNext()) {
          for (long i = 0; i < count; i++) {
            metadata.put(in.readString(), UTF_8.decode(in.readBytes(null)).toString());
          }
        }
        return metadata;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** The error of a reply without handshake; null if it tells a result. */
    public String error() {
      try {
        BinaryDecoder in = decoder();
        assertThat(in.readMapStart()).as("metadata").isZero();
        if (!in.readBoolean()) {
          return null;
        }
        assertThat(in.readIndex()).isZero();
        return in.readString();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** The batch of a reply without handshake. */
    public EventBatch batch() {
      assertThat(error()).isNull();
      byte[] batch = Arrays.copyOfRange(payload, 2, payload.length);
      try {
        return new SpecificDatumReader<EventBatch>(EventBatch.getClassSchema())
            .read(null, DecoderFactory.get().binaryDecoder(batch, null));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private final Socket socket = new Socket();
  private final DataInputStream in;

  public RawClient(int port) throws IOException {
    this(port, 0);
  }

  public RawClient(int port, int receiveBuffer) throws IOException {
    if (receiveBuffer > 0) {
      socket.setReceiveBufferSize(receiveBuffer);
    }
    socket.setSoTimeout(ANSWER_MILLIS);
    socket.setTcpNoDelay(true);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    in = new DataInputStream(socket.getInputStream());
  }

  /** A client that has completed its handshake. */
  public static RawClient greeted(int port) throws IOException {
    RawClient client = new RawClient(port);
    client.send(frame(0, greeting(), ping()));
    assertThat(client.read().serial()).isZero();
    return client;
  }

  public static ByteBuf header(int serial, int count) {
    return Unpooled.buffer().writeInt(serial).writeInt(count);
  }

  public static ByteBuf frame(int serial, byte[]... parts) {
    ByteBuf frame = header(serial, parts.length);
    for (byte[] part : parts) {
      frame.writeInt(part.length).writeBytes(part);
    }
    return frame;
  }

  /** A client that has told on whose behalf it reads. */
  public static RawClient greeted(int port, String name) throws IOException {
    RawClient client = new RawClient(port);
    client.send(
        frame(0, greeting(Map.of("client", ByteBuffer.wrap(name.getBytes(UTF_8)))), ping()));
    assertThat(client.read().serial()).isZero();
    return client;
  }

  /** The handshake of a client that has the sink's own protocol. */
  public static byte[] greeting() {
    return greeting(null);
  }

  private static byte[] greeting(Map<String, ByteBuffer> metadata) {
    byte[] hash = SparkFlumeProtocol.PROTOCOL.getMD5();
    return greeting(hash, null, hash, metadata);
  }

  public static byte[] greeting(byte[] clientHash, String protocol, byte[] serverHash) {
    return greeting(clientHash, protocol, serverHash, null);
  }

  private static byte[] greeting(
      byte[] clientHash, String protocol, byte[] serverHash, Map<String, ByteBuffer> metadata) {
    HandshakeRequest request =
        new HandshakeRequest(new MD5(clientHash), protocol, new MD5(serverHash), metadata);
    return encoded(
        out ->
            new SpecificDatumWriter<HandshakeRequest>(HandshakeRequest.SCHEMA$)
                .write(request, out));
  }

  public static byte[] poll(int n) {
    return call("getEventBatch", out -> out.writeInt(n));
  }

  public static byte[] ack(CharSequence number) {
    return call("ack", out -> out.writeString(number.toString()));
  }

  public static byte[] nack(CharSequence number) {
    return call("nack", out -> out.writeString(number.toString()));
  }

  public static byte[] ping() {
    return call("", out -> {});
  }

  public static byte[] call(String message, Written parameters) {
    return encoded(
        out -> {
          out.writeMapStart();
          out.setItemCount(0);
          out.writeMapEnd();
          out.writeString(message);
          parameters.to(out);
        });
  }

  public static byte[] encoded(Written written) {
    return ByteBufUtil.getBytes(AvroWireTest.avro(written));
  }

  public RawClient send(ByteBuf bytes) throws IOException {
    return send(ByteBufUtil.getBytes(bytes));
  }

  public RawClient send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    return this;
  }

  public RawClient send(String text) throws IOException {
    return send(text.getBytes(UTF_8));
  }

  /** Sends a request with one part and reads its answer. */
  public Answer call(int serial, byte[] request) throws IOException {
    send(frame(serial, request));
    Answer answer = read();
    assertThat(answer.serial()).isEqualTo(serial);
    return answer;
  }

  /** Does what an honest client does, and expects that many events. */
  public void pollAndAck(int events) throws IOException {
    EventBatch batch = call(1, poll(events)).batch();
    assertThat(batch.getEvents()).hasSize(events);
    assertThat(call(2, ack(batch.getSequenceNumber())).error()).isNull();
  }

  public Answer read() throws IOException {
    int serial = in.readInt();
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    for (int parts = in.readInt(); parts > 0; parts--) {
      payload.write(in.readNBytes(in.readInt()));
    }
    return new Answer(serial, payload.toByteArray());
  }

  /** Whether an answer has begun to arrive. */
  public boolean hasAnswer() throws IOException {
    return in.available() > 0;
  }

  /** What a slow reader does between two reads. */
  public interface Pause {
    void take() throws Exception;
  }

  /** Reads an answer of one part, so many bytes at a time. */
  public Answer readSlowly(int step, Pause pause) throws Exception {
    int serial = in.readInt();
    assertThat(in.readInt()).as("parts").isEqualTo(1);
    byte[] payload = new byte[in.readInt()];
    for (int read = 0; read < payload.length; ) {
      pause.take();
      int next = Math.min(step, payload.length - read);
      in.readFully(payload, read, next);
      read += next;
    }
    return new Answer(serial, payload);
  }

  /** Reads until the sink has closed the connection; answers that come before are skipped. */
  public void assertClosed() throws IOException {
    try {
      while (true) {
        read();
      }
    } catch (EOFException | SocketException e) {
      // As expected; a timeout is neither.
    }
  }

  /** Ends the direction from here to the sink. */
  public void endOutput() throws IOException {
    socket.shutdownOutput();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  public static String sparksProtocol() {
    try (InputStream in = RawClient.class.getResourceAsStream("spark-2.4.8-protocol.json")) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
