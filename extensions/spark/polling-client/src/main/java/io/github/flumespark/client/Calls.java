package io.github.flumespark.client;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Map;

/**
 * Requests and their answers on one connection. One call may wait for its answer while others are
 * made and answered: answers carry their request's number. For one thread, but for {@link #close}
 * and {@link #isOpen}.
 */
final class Calls {

  private final SinkAddress address;
  private final ClientSettings settings;
  private final SinkConnection connection;
  private int serial;

  /** What the handshake told; null before it. */
  private Handshake.Answer sink;

  /** The number of the call whose answer may come while another's is waited for; 0 for none. */
  private int waiting;

  /** That answer, where it came so; null otherwise. */
  private AvroReader early;

  Calls(SinkAddress address, ClientSettings settings) {
    this.address = address;
    this.settings = settings;
    this.connection = new SinkConnection(address, settings);
  }

  void connect() throws IOException {
    connection.connect();
  }

  boolean isOpen() {
    return connection.isOpen();
  }

  void close() {
    connection.close();
  }

  /** Reads an answer's value, with what is said about it. */
  interface Result<T> {
    T read(AvroReader in, Map<String, String> metadata) throws IOException;
  }

  private interface Exchange<T> {
    T run() throws IOException;
  }

  /**
   * Shakes hands, by a message without a name, as Avro's own clients do to learn of a protocol. So
   * it is known before the first poll what sink this is.
   */
  Handshake.Answer handshake() throws IOException {
    if (sink == null) {
      sink = guard(this::shakeHands);
    }
    return sink;
  }

  private Handshake.Answer shakeHands() throws IOException {
    Handshake handshake = new Handshake(address, settings.clientName());
    AvroWriter request = new AvroWriter();
    handshake.write(request);
    AvroReader in = answer(send(request, "", new AvroWriter()), deadline(), "the handshake");
    Handshake.Answer answer = handshake.read(in);
    if (in.left() > 0) {
      try {
        result(in, (rest, metadata) -> null);
      } catch (SinkRefusedException e) {
        throw new SinkProtocolException("it refuses this client's protocol: " + e.getMessage(), e);
      }
    }
    return answer;
  }

  /** Calls, and waits for the answer. */
  <T> T call(String message, AvroWriter argument, Result<T> result) throws IOException {
    handshake();
    return guard(() -> result(answer(send(message, argument), deadline(), message), result));
  }

  /** Calls, and does not wait; {@link #finish} must follow, and other calls may come before it. */
  void start(String message, AvroWriter argument) throws IOException {
    if (waiting != 0) {
      throw new IllegalStateException("a call is on its way already");
    }
    handshake();
    waiting = guard(() -> send(message, argument));
  }

  /** Waits for the answer to the call that was started; false if it has not begun by then. */
  boolean await(long deadline) throws IOException {
    int number = started();
    return early != null || guard(() -> begins(number, deadline));
  }

  /** Waits for the answer to the call that was started, and reads it. */
  <T> T finish(long deadline, String message, Result<T> result) throws IOException {
    int number = started();
    AvroReader known = early;
    waiting = 0;
    early = null;
    return guard(() -> result(known == null ? answer(number, deadline, message) : known, result));
  }

  private int started() {
    if (waiting == 0) {
      throw new IllegalStateException("no call was started");
    }
    return waiting;
  }

  private static <T> T result(AvroReader in, Result<T> result) throws IOException {
    Map<String, String> metadata = in.readMap();
    if (in.readBoolean()) {
      in.readLong();
      throw new SinkRefusedException(in.readString());
    }
    return result.read(in, metadata);
  }

  private AvroReader answer(int number, long deadline, String message) throws IOException {
    if (!begins(number, deadline)) {
      throw connection.end(
          "The sink at %s has not answered %s within %d ms (callTimeout)"
              .formatted(address, message, settings.callTimeout().toMillis()),
          new SocketTimeoutException());
    }
    return connection.replies().read(deadline());
  }

  /** Waits for a reply to begin; that of the call that waits, if it comes first, is put aside. */
  private boolean begins(int number, long deadline) throws IOException {
    while (connection.replies().await(deadline)) {
      int came = connection.replies().serial();
      if (came == number) {
        return true;
      }
      if (came != waiting || early != null) {
        throw new SinkProtocolException(
            "the answer has the serial number %d instead of %d".formatted(came, number));
      }
      early = connection.replies().read(deadline());
      connection.replies().keepLast();
    }
    return false;
  }

  /** Until when an answer must have come that is asked for now. */
  long deadline() {
    return System.nanoTime() + settings.callTimeout().toNanos();
  }

  private <T> T guard(Exchange<T> exchange) throws IOException {
    connection.checkOpen();
    try {
      return exchange.run();
    } catch (SinkRefusedException | SinkConnectionException e) {
      throw e;
    } catch (IOException e) {
      throw connection.explain(e);
    } catch (RuntimeException | Error e) {
      // Not enough memory for the batch, say.
      connection.fail();
      throw e;
    }
  }

  private int send(String message, AvroWriter argument) throws IOException {
    return send(new AvroWriter(), message, argument);
  }

  private int send(AvroWriter request, String message, AvroWriter argument) throws IOException {
    // No metadata.
    request.writeLong(0);
    request.writeString(message);
    request.writeRaw(argument.toByteArray());
    AvroWriter frame = new AvroWriter();
    frame.writeInt32(++serial);
    frame.writeInt32(1);
    frame.writeInt32(request.size());
    frame.writeRaw(request.toByteArray());
    connection.send(frame.toByteArray());
    return serial;
  }
}
