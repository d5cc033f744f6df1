package io.github.flumespark.client;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import javax.net.ssl.SSLException;

/**
 * One connection to a sink: this project's, or Spark 2.4's own. Calls block, and one thread at a
 * time may make them; {@link #close} may come from any thread and ends a waiting call at once. (An
 * interrupt does not.)
 *
 * <p>A batch that was polled is acknowledged on the connection that it came by: when a connection
 * ends, the sink takes back what is open on it.
 *
 * <p>All calls throw {@link SinkConnectionException} when the connection is lost or closed and when
 * the answer does not come in time, and {@link SinkProtocolException} when what answers is no sink;
 * the client is then closed. {@link SinkRefusedException} is the sink's own error; the client goes
 * on.
 */
public final class SinkClient implements AutoCloseable {

  /** What an event takes of the heap besides headers and body. */
  private static final int EVENT_BYTES = 64;

  private static final int HEADERS_AND_BODY_BYTES = 2;

  private final SinkAddress address;
  private final ClientSettings settings;
  private final Socket socket = new Socket();

  /**
   * Ended by the garbage collector: a close that came from another thread would pull them out from
   * under a call.
   */
  private final Inflater inflater;

  private final Deflater deflater;
  private OutputStream out;
  private ReplyReader replies;
  private int serial;
  private boolean broken;

  /** The answer to the last call has begun to come. */
  private volatile boolean answered;

  private volatile boolean closed;

  private SinkClient(SinkAddress address, ClientSettings settings) {
    this.address = address;
    this.settings = settings;
    this.inflater = settings.deflate() ? new Inflater() : null;
    this.deflater = settings.deflate() ? new Deflater() : null;
  }

  /**
   * Makes a client that is not connected yet, for a caller that may want to close it while it
   * connects.
   */
  public static SinkClient create(SinkAddress address, ClientSettings settings) {
    return new SinkClient(address, settings);
  }

  /** Makes a client and connects it. */
  public static SinkClient connect(SinkAddress address, ClientSettings settings)
      throws IOException {
    SinkClient client = create(address, settings);
    client.connect();
    return client;
  }

  /**
   * Connects, and shakes hands if there is TLS. That the other side is a sink shows with the first
   * call. Called once.
   */
  public void connect() throws IOException {
    int millis = (int) settings.connectTimeout().toMillis();
    try {
      InetSocketAddress resolved = new InetSocketAddress(address.host(), address.port());
      if (resolved.isUnresolved()) {
        throw new SinkConnectionException("the host " + address.host() + " is not known");
      }
      socket.setTcpNoDelay(true);
      socket.setKeepAlive(true);
      socket.connect(resolved, millis);
      socket.setSoTimeout(millis);
      open(settings.tls() == null ? socket : TlsContext.secure(socket, address, settings.tls()));
    } catch (SSLException e) {
      throw insecure(e);
    } catch (IOException e) {
      throw lost("Could not connect to the sink at " + address, e);
    } catch (IllegalArgumentException e) {
      // A TLS protocol that the JVM does not have, say.
      throw insecure(new SSLException(e.getMessage(), e));
    }
  }

  /** Two that do not agree about TLS will not in a moment; but a sink may also end meanwhile. */
  private IOException insecure(SSLException e) {
    if (e.getCause() instanceof EOFException || e.getCause() instanceof SocketException || closed) {
      return lost("The connection to the sink at " + address + " was lost", e);
    }
    fail();
    return new SinkProtocolException(
        "There can be no TLS with the sink at " + address + ": " + e.getMessage(), e);
  }

  private void open(Socket secured) throws IOException {
    InputStream in = secured.getInputStream();
    out = secured.getOutputStream();
    if (settings.deflate()) {
      in = new InflaterInputStream(in, inflater, 8192);
      out = new DeflaterOutputStream(out, deflater, 512, true);
    }
    replies = new ReplyReader(secured, in, settings.maxReplyBytes(), settings.callTimeout());
  }

  public SinkAddress address() {
    return address;
  }

  /** Whether the client can be used, as far as it knows. Any thread. */
  public boolean isOpen() {
    return !closed;
  }

  /**
   * Gets a batch. The sink waits for events up to its {@code pollTimeout}, then answers with a
   * batch without any.
   *
   * @param maxEvents how many the batch may have; the sink may give less, and a transformer that
   *     splits events a few more
   * @throws SinkRefusedException if the sink answered with an error batch
   */
  public EventBatch poll(int maxEvents) throws IOException {
    AvroWriter argument = new AvroWriter();
    argument.writeLong(maxEvents);
    return call("getEventBatch", argument, this::readBatch);
  }

  /**
   * Says that the batch is safe: the sink commits it, then answers. A number that the sink doesn't
   * know, because its timeout has passed say, is answered likewise.
   *
   * @throws SinkRefusedException if the commit failed; the events come again
   */
  public void ack(String sequenceNumber) throws IOException {
    settle("ack", sequenceNumber);
  }

  /** Says that the batch could not be stored: the sink rolls it back, then answers. */
  public void nack(String sequenceNumber) throws IOException {
    settle("nack", sequenceNumber);
  }

  private void settle(String message, String sequenceNumber) throws IOException {
    AvroWriter argument = new AvroWriter();
    argument.writeString(sequenceNumber);
    call(message, argument, in -> null);
  }

  private EventBatch readBatch(AvroReader in) throws IOException {
    String error = in.readString();
    String sequenceNumber = in.readString();
    List<ClientEvent> events = new ArrayList<>();
    for (int count = in.readBlock(HEADERS_AND_BODY_BYTES);
        count != 0;
        count = in.readBlock(HEADERS_AND_BODY_BYTES)) {
      if ((long) EVENT_BYTES * (events.size() + count) > settings.maxReplyBytes()) {
        throw new SinkProtocolException(
            "the batch has more events than %d bytes can hold".formatted(settings.maxReplyBytes()));
      }
      for (int i = 0; i < count; i++) {
        byte[] headers = in.readEncodedMap();
        events.add(ClientEvent.ofChecked(headers, in.readBytes()));
      }
    }
    if (!error.isEmpty()) {
      throw new SinkRefusedException(error);
    }
    return new EventBatch(sequenceNumber, events);
  }

  private interface Result<T> {
    T read(AvroReader in) throws IOException;
  }

  private <T> T call(String message, AvroWriter argument, Result<T> result) throws IOException {
    if (replies == null || broken || closed) {
      throw new SinkConnectionException("The connection to the sink at " + address + " is closed");
    }
    try {
      boolean first = serial == 0;
      answered = false;
      send(message, argument, first);
      replies.await(++serial);
      answered = true;
      AvroReader in = replies.read();
      if (first) {
        Handshake.read(in);
      }
      in.skipMap();
      if (in.readBoolean()) {
        in.readLong();
        throw new SinkRefusedException(in.readString());
      }
      T value = result.read(in);
      in.expectEnd();
      return value;
    } catch (SinkRefusedException e) {
      throw e;
    } catch (SinkProtocolException e) {
      fail();
      throw new SinkProtocolException(
          "What answers at %s is no Flume sink for Spark, or a broken one: %s"
              .formatted(address, e.getMessage()),
          e);
    } catch (SocketTimeoutException e) {
      throw lost(
          "The sink at %s has not answered %s within %d ms (callTimeout)"
              .formatted(address, message, settings.callTimeout().toMillis()),
          e);
    } catch (SSLException e) {
      // With TLS 1.3, that the sink wants another certificate shows only now.
      throw insecure(e);
    } catch (ZipException e) {
      fail();
      throw new SinkProtocolException(
          "What the sink at " + address + " sends is not compressed with deflate", e);
    } catch (IOException e) {
      throw lost("The connection to the sink at " + address + " was lost", e);
    } catch (RuntimeException | Error e) {
      // Not enough memory for the batch, say: what is left of the answer must not be read as the
      // next one.
      fail();
      throw e;
    }
  }

  private void send(String message, AvroWriter argument, boolean first) throws IOException {
    AvroWriter request = new AvroWriter();
    if (first) {
      Handshake.write(request);
    }
    // No metadata.
    request.writeLong(0);
    request.writeString(message);
    request.writeRaw(argument.toByteArray());
    AvroWriter frame = new AvroWriter();
    frame.writeInt32(serial + 1);
    frame.writeInt32(1);
    frame.writeInt32(request.size());
    frame.writeRaw(request.toByteArray());
    out.write(frame.toByteArray());
    out.flush();
  }

  private SinkConnectionException lost(String what, IOException cause) {
    boolean byUs = closed;
    fail();
    if (byUs) {
      return new SinkConnectionException("The client of the sink at " + address + " was closed");
    }
    String why = cause.getMessage();
    return new SinkConnectionException(
        why == null || cause instanceof SocketTimeoutException ? what : what + ": " + why, cause);
  }

  private void fail() {
    broken = true;
    close();
  }

  /**
   * Ends the connection as {@link #close} does, unless the answer to the present call, or to the
   * last one, has begun to come: for a caller that does not want to wait any longer for there being
   * events, but to have those that are on their way. Any thread.
   *
   * @return whether it has ended the connection
   */
  public boolean closeUnlessAnswered() {
    if (answered) {
      return false;
    }
    close();
    return true;
  }

  /**
   * Ends the connection. A call that waits throws {@link SinkConnectionException}. Batches that are
   * open on it come again, elsewhere. Idempotent.
   */
  @Override
  public void close() {
    closed = true;
    try {
      // Not the TLS socket, whose close waits for its readers and for the other side.
      socket.close();
    } catch (IOException e) {
      // A socket that can't be closed is of no more use either.
      return;
    }
  }
}
