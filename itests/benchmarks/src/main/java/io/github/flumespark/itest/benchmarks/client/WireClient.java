package io.github.flumespark.itest.benchmarks.client;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.spark.streaming.flume.sink.SparkFlumeProtocol;

/**
 * A client that costs next to nothing, so that what is measured is the sink, on a machine whose
 * cores both share.
 *
 * <p>It sends what Avro's client sends: frames, the handshake with the protocol's text on the first
 * request, calls. Of a batch it decodes the error message, the sequence number and the number of
 * events that the array announces, and checks that the array's end stands where the reply ends; the
 * events in between are read from the socket and thrown away. (Avro writes an array as one block; a
 * batch in several blocks would be counted short, and the drain that expects full batches would
 * fail.) A client that is made with {@code stamps} decodes every event as well.
 */
public final class WireClient implements PollClient {

  private final SocketChannel channel;
  private final boolean stamps;

  /** Polls that have been sent and not been read the answer of. */
  private final Deque<Integer> polls = new ArrayDeque<>();

  /** Made with the first answer: its buffer is large, and many clients may only wait. */
  private ReplyReader in;

  private int serial;
  private boolean greeted;

  /** Connects. The handshake goes with the first call. */
  public WireClient(int port, boolean stamps) throws IOException {
    this.stamps = stamps;
    channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
  }

  /** The socket, to be waited at. */
  public SocketChannel channel() {
    return channel;
  }

  @Override
  public Batch poll(int n) throws IOException {
    send(n);
    return receive();
  }

  /** Sends a poll. */
  public void send(int n) throws IOException {
    ByteArrayOutputStream argument = new ByteArrayOutputStream();
    writeLong(argument, n);
    request("getEventBatch", argument.toByteArray());
    polls.add(serial);
  }

  /** Reads the answer of the poll that was sent first. */
  public Batch receive() throws IOException {
    beginReply(polls.remove());
    String error = in.readString();
    String sequenceNumber = in.readString();
    int events = (int) in.readLong();
    List<Stamp> read = List.of();
    if (stamps) {
      read = readEvents(events);
    } else if (events > 0) {
      in.skipToEndOfArray();
    }
    in.endReply();
    return new Batch(error, sequenceNumber, events, read);
  }

  private List<Stamp> readEvents(int events) throws IOException {
    List<Stamp> read = new ArrayList<>(events);
    for (int i = 0; i < events; i++) {
      read.add(readEvent());
    }
    if (events > 0) {
      in.expectEndOfArray();
    }
    return read;
  }

  private Stamp readEvent() throws IOException {
    int id = -1;
    long put = 0;
    for (long count = in.readLong(); count != 0; count = in.readLong()) {
      if (count < 0) {
        in.readLong();
      }
      for (long i = 0; i < Math.abs(count); i++) {
        String name = in.readString();
        String value = in.readString();
        if (name.equals("id")) {
          id = Integer.parseInt(value);
        } else if (name.equals("put")) {
          put = Long.parseLong(value);
        }
      }
    }
    in.skip(in.readLong());
    return new Stamp(id, put);
  }

  @Override
  public void ack(String sequenceNumber) throws IOException {
    ByteArrayOutputStream argument = new ByteArrayOutputStream();
    writeString(argument, sequenceNumber);
    request("ack", argument.toByteArray());
    beginReply(serial);
    in.endReply();
  }

  private void request(String message, byte[] argument) throws IOException {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    boolean handshake = serial == 0;
    if (handshake) {
      writeHandshake(request);
    }
    // No metadata.
    writeLong(request, 0);
    writeString(request, message);
    request.write(argument);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream frame = new DataOutputStream(bytes);
    frame.writeInt(++serial);
    frame.writeInt(1);
    frame.writeInt(request.size());
    request.writeTo(frame);
    ByteBuffer out = ByteBuffer.wrap(bytes.toByteArray());
    while (out.hasRemaining()) {
      channel.write(out);
    }
  }

  /** Reads a reply up to its value. */
  private void beginReply(int expectedSerial) throws IOException {
    if (in == null) {
      in = new ReplyReader(channel);
    }
    in.beginReply(expectedSerial);
    if (!greeted) {
      readHandshake();
      greeted = true;
    }
    in.skipMetadata();
    if (in.readBoolean()) {
      in.readLong();
      throw new IOException("the sink answered with an error: " + in.readString());
    }
  }

  /** With the protocol's text at once, as no sink can know this client's hash. */
  private static void writeHandshake(ByteArrayOutputStream out) throws IOException {
    byte[] hash = SparkFlumeProtocol.PROTOCOL.getMD5();
    out.write(hash);
    writeLong(out, 1);
    writeString(out, SparkFlumeProtocol.PROTOCOL.toString());
    out.write(hash);
    writeLong(out, 0);
  }

  private void readHandshake() throws IOException {
    long match = in.readLong();
    if (match == 2) {
      throw new IOException("the sink does not accept the protocol");
    }
    if (in.readLong() == 1) {
      in.readString();
    }
    if (in.readLong() == 1) {
      in.skip(16);
    }
    if (in.readLong() == 1) {
      in.skipMetadata();
    }
  }

  private static void writeString(ByteArrayOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    writeLong(out, bytes.length);
    out.write(bytes);
  }

  private static void writeLong(ByteArrayOutputStream out, long value) {
    long rest = (value << 1) ^ (value >> 63);
    while ((rest & ~0x7fL) != 0) {
      out.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
