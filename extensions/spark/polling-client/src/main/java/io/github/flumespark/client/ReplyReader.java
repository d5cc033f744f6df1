package io.github.flumespark.client;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
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
  private byte[] bytes = new byte[USUAL_BYTES];
  private int length;

  /** Of the next reply's serial number, what has come so far: a wait may end in the middle. */
  private int serial;

  private int serialBytes;

  /**
   * Makes a reader.
   *
   * @param socket whose reads time out
   * @param in what the socket receives, decompressed
   */
  ReplyReader(Socket socket, InputStream in, int maxBytes) {
    this.socket = socket;
    this.in = new BufferedInputStream(in);
    this.maxBytes = maxBytes;
  }

  /**
   * Waits until a reply begins to come. May be called again after it has waited in vain.
   *
   * @param deadline until when, as {@link System#nanoTime} counts
   * @return whether one has; {@link #serial} tells which
   */
  boolean await(long deadline) throws IOException {
    while (serialBytes < Integer.BYTES) {
      byte[] one = new byte[1];
      try {
        read(one, 0, 1, deadline);
      } catch (SocketTimeoutException e) {
        return false;
      }
      serial = (serial << 8) | (one[0] & 0xff);
      serialBytes++;
    }
    return true;
  }

  /** The number of the reply that has begun to come. */
  int serial() {
    return serial;
  }

  /** Reads what has begun to come. What it gives ends with the next call. */
  AvroReader read(long deadline) throws IOException {
    serialBytes = 0;
    length = 0;
    if (bytes.length > KEPT_BYTES) {
      bytes = new byte[USUAL_BYTES];
    }
    for (int parts = readInt32(deadline); parts > 0; parts--) {
      readPart(readInt32(deadline), deadline);
    }
    return new AvroReader(bytes, 0, length);
  }

  /** Lets what was read last outlive the next call. */
  void keepLast() {
    bytes = new byte[USUAL_BYTES];
  }

  private void readPart(int partLength, long deadline) throws IOException {
    if (partLength < 0) {
      throw new SinkProtocolException("the answer has a part of " + partLength + " bytes");
    }
    if (partLength > maxBytes - length) {
      throw new ReplyTooLargeException(
          "the answer has more than the %d bytes that are allowed".formatted(maxBytes));
    }
    for (int left = partLength; left > 0; ) {
      if (length == bytes.length) {
        bytes = Arrays.copyOf(bytes, (int) Math.min(2L * bytes.length, maxBytes));
      }
      int read = read(bytes, length, Math.min(left, bytes.length - length), deadline);
      length += read;
      left -= read;
    }
  }

  private int readInt32(long deadline) throws IOException {
    int value = 0;
    byte[] one = new byte[1];
    for (int i = 0; i < Integer.BYTES; i++) {
      read(one, 0, 1, deadline);
      value = (value << 8) | (one[0] & 0xff);
    }
    return value;
  }

  private int read(byte[] into, int from, int count, long deadline) throws IOException {
    // Rounded up: 0 would be no limit.
    long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()) + 1;
    if (left < 1) {
      throw new SocketTimeoutException();
    }
    socket.setSoTimeout((int) Math.min(left, Integer.MAX_VALUE));
    int read = in.read(into, from, count);
    if (read < 0) {
      throw new EOFException("the sink closed the connection");
    }
    return read;
  }
}
