package io.github.flumespark.client;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Reads replies: frames of one part (this project's sink) or of many (Avro 1.8 cuts a batch in
 * parts of 8 KiB), as one run of bytes. For one thread.
 *
 * <p>Room is made as bytes come, not as lengths announce them, and kept for the next reply.
 */
final class ReplyReader {

  private static final int USUAL_BYTES = 64 << 10;

  /** What a reader holds between replies at most. */
  private static final int KEPT_BYTES = 4 << 20;

  private final Socket socket;
  private final InputStream in;
  private final int maxBytes;
  private final long timeoutNanos;
  private byte[] bytes = new byte[USUAL_BYTES];
  private int length;
  private long deadline;

  /**
   * Makes a reader.
   *
   * @param socket whose reads time out
   * @param in what the socket receives, decompressed
   */
  ReplyReader(Socket socket, InputStream in, int maxBytes, Duration timeout) {
    this.socket = socket;
    this.in = new BufferedInputStream(in);
    this.maxBytes = maxBytes;
    this.timeoutNanos = timeout.toNanos();
  }

  /** Waits until the reply with this serial number begins to come. */
  void await(int expectedSerial) throws IOException {
    deadline = System.nanoTime() + timeoutNanos;
    if (bytes.length > KEPT_BYTES) {
      bytes = new byte[USUAL_BYTES];
    }
    length = 0;
    int serial = readInt32();
    if (serial != expectedSerial) {
      throw new SinkProtocolException(
          "the answer has the serial number %d instead of %d".formatted(serial, expectedSerial));
    }
  }

  /** Reads what has begun to come. What it gives ends with the next call. */
  AvroReader read() throws IOException {
    for (int parts = readInt32(); parts != 0; parts--) {
      readPart(readInt32());
    }
    return new AvroReader(bytes, 0, length);
  }

  private void readPart(int partLength) throws IOException {
    if (partLength < 0 || partLength > maxBytes - length) {
      throw new SinkProtocolException(
          "the answer has more than the %d bytes that are allowed".formatted(maxBytes));
    }
    for (int left = partLength; left > 0; ) {
      if (length == bytes.length) {
        bytes = Arrays.copyOf(bytes, (int) Math.min(2L * bytes.length, maxBytes));
      }
      int read = read(bytes, length, Math.min(left, bytes.length - length));
      length += read;
      left -= read;
    }
  }

  private int readInt32() throws IOException {
    int value = 0;
    byte[] one = new byte[1];
    for (int i = 0; i < Integer.BYTES; i++) {
      read(one, 0, 1);
      value = (value << 8) | (one[0] & 0xff);
    }
    return value;
  }

  private int read(byte[] into, int from, int count) throws IOException {
    // Rounded up: 0 would be no limit.
    long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()) + 1;
    if (left < 1) {
      throw new SocketTimeoutException();
    }
    socket.setSoTimeout((int) left);
    int read = in.read(into, from, count);
    if (read < 0) {
      throw new EOFException("the sink closed the connection");
    }
    return read;
  }
}
