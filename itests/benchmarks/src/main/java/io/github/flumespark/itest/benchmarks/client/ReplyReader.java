package io.github.flumespark.itest.benchmarks.client;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * Reads replies off a socket: frames of one or many parts (Avro 1.8 cuts a batch in parts of 8 KiB)
 * as one run of bytes.
 */
final class ReplyReader {

  private final SocketChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(256 << 10).flip();
  private int partsLeft;
  private int partLeft;
  private byte lastSkipped;

  ReplyReader(SocketChannel channel) {
    this.channel = channel;
  }

  void beginReply(int expectedSerial) throws IOException {
    int serial = rawInt();
    if (serial != expectedSerial) {
      throw new IOException("reply " + serial + " where " + expectedSerial + " was expected");
    }
    partsLeft = rawInt();
    partLeft = 0;
  }

  /** Checks that the reply was read to its end. */
  void endReply() throws IOException {
    if (nextPart()) {
      throw new IOException("the reply goes on where its end was expected");
    }
  }

  /** Goes on to the next part with bytes if this one is used up; false at the reply's end. */
  private boolean nextPart() throws IOException {
    while (partLeft == 0) {
      if (partsLeft == 0) {
        return false;
      }
      partsLeft--;
      partLeft = rawInt();
    }
    return true;
  }

  private int readByte() throws IOException {
    if (!nextPart()) {
      throw new EOFException("the reply ends too early");
    }
    if (!buffer.hasRemaining()) {
      fill();
    }
    partLeft--;
    return buffer.get();
  }

  boolean readBoolean() throws IOException {
    return readByte() != 0;
  }

  long readLong() throws IOException {
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      long b = readByte();
      value |= (b & 0x7f) << shift;
      if (b >= 0) {
        return (value >>> 1) ^ -(value & 1);
      }
    }
    throw new IOException("a number that does not end");
  }

  String readString() throws IOException {
    byte[] bytes = new byte[(int) readLong()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) readByte();
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  void skipMetadata() throws IOException {
    for (long count = readLong(); count != 0; count = readLong()) {
      for (long i = 0; i < count; i++) {
        skip(readLong());
        skip(readLong());
      }
    }
  }

  void skip(long bytes) throws IOException {
    for (long left = bytes; left > 0; ) {
      if (!nextPart()) {
        throw new EOFException("the reply ends too early");
      }
      left -= skipInPart((int) Math.min(left, partLeft));
    }
  }

  /** Throws away what is left of the reply, and checks that it ends with the end of an array. */
  void skipToEndOfArray() throws IOException {
    while (nextPart()) {
      skipInPart(partLeft);
    }
    if (lastSkipped != 0) {
      throw new IOException("the batch does not end with the end of an array");
    }
  }

  /** Reads the end of an array whose items have been read. */
  void expectEndOfArray() throws IOException {
    if (readLong() != 0) {
      throw new IOException("the batch has a second block of events");
    }
  }

  private int skipInPart(int bytes) throws IOException {
    if (!buffer.hasRemaining()) {
      fill();
    }
    int skipped = Math.min(bytes, buffer.remaining());
    buffer.position(buffer.position() + skipped);
    lastSkipped = buffer.get(buffer.position() - 1);
    partLeft -= skipped;
    return skipped;
  }

  private int rawInt() throws IOException {
    while (buffer.remaining() < Integer.BYTES) {
      fill();
    }
    return buffer.getInt();
  }

  private void fill() throws IOException {
    buffer.compact();
    try {
      if (channel.read(buffer) < 0) {
        throw new EOFException("the sink closed the connection");
      }
    } finally {
      buffer.flip();
    }
  }
}
