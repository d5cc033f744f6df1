package io.github.flumespark.client;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads Avro's binary encoding from an array. Trusts nothing: a length is checked against the bytes
 * that are there before anything is made of it. For one thread.
 */
final class AvroReader {

  /** {@code map<string>} without an entry: most events' headers in some installations. */
  private static final byte[] NO_ENTRIES = {0};

  private static final int MAX_VARINT_BYTES = 10;

  private final byte[] bytes;
  private final int end;
  private int at;

  AvroReader(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  AvroReader(byte[] bytes, int from, int end) {
    this.bytes = bytes;
    this.at = from;
    this.end = end;
  }

  int left() {
    return end - at;
  }

  long readLong() throws SinkProtocolException {
    long value = 0;
    for (int i = 0; i < MAX_VARINT_BYTES; i++) {
      if (at == end) {
        throw new SinkProtocolException("a number ends before its last byte");
      }
      long b = bytes[at++];
      value |= (b & 0x7f) << (7 * i);
      if (b >= 0) {
        return (value >>> 1) ^ -(value & 1);
      }
    }
    throw new SinkProtocolException("a number has more than " + MAX_VARINT_BYTES + " bytes");
  }

  boolean readBoolean() throws SinkProtocolException {
    if (at == end) {
      throw new SinkProtocolException("a truth value is missing");
    }
    return bytes[at++] != 0;
  }

  private int readLength() throws SinkProtocolException {
    long length = readLong();
    if (length < 0 || length > left()) {
      throw new SinkProtocolException(
          "a length of " + length + " where " + left() + " bytes are left");
    }
    return (int) length;
  }

  String readString() throws SinkProtocolException {
    int length = readLength();
    String text = new String(bytes, at, length, StandardCharsets.UTF_8);
    at += length;
    return text;
  }

  byte[] readBytes() throws SinkProtocolException {
    int length = readLength();
    byte[] copy = Arrays.copyOfRange(bytes, at, at + length);
    at += length;
    return copy;
  }

  /** Reads as many bytes, without a length in front of them. */
  byte[] readRaw(int count) throws SinkProtocolException {
    if (count > left()) {
      throw new SinkProtocolException(count + " bytes expected where " + left() + " are left");
    }
    at += count;
    return Arrays.copyOfRange(bytes, at - count, at);
  }

  void skipBytes() throws SinkProtocolException {
    // Not in one expression: that would add to where the length stood.
    int length = readLength();
    at += length;
  }

  /**
   * Reads how many items the next block of a map or an array has; 0 ends it.
   *
   * @param itemBytes what an item takes at least: a count that lies is found out here
   */
  int readBlock(int itemBytes) throws SinkProtocolException {
    long count = readLong();
    if (count < 0) {
      // A negative count is followed by the block's size in bytes.
      readLong();
      count = -count;
    }
    if (count < 0 || count > left() / itemBytes) {
      throw new SinkProtocolException(count + " items where " + left() + " bytes are left");
    }
    return (int) count;
  }

  /** Skips a map from strings to strings or bytes. */
  void skipMap() throws SinkProtocolException {
    for (int count = readBlock(2); count != 0; count = readBlock(2)) {
      for (int i = 0; i < count; i++) {
        skipBytes();
        skipBytes();
      }
    }
  }

  /** Reads a map from strings to strings, or to bytes that are text. */
  Map<String, String> readMap() throws SinkProtocolException {
    Map<String, String> map = new LinkedHashMap<>();
    for (int count = readBlock(2); count != 0; count = readBlock(2)) {
      for (int i = 0; i < count; i++) {
        map.put(readString(), readString());
      }
    }
    return map;
  }

  /** Checks a {@code map<string>} and gives its encoded form. */
  byte[] readEncodedMap() throws SinkProtocolException {
    if (at < end && bytes[at] == 0) {
      at++;
      return NO_ENTRIES;
    }
    int from = at;
    skipMap();
    return Arrays.copyOfRange(bytes, from, at);
  }

  /** Reads a {@code map<string>} that has been checked. */
  Map<String, String> readCheckedMap() {
    Map<String, String> map = new LinkedHashMap<>();
    readCheckedMap(
        (in, name, nameLength, value, valueLength) ->
            map.put(
                new String(in, name, nameLength, StandardCharsets.UTF_8),
                new String(in, value, valueLength, StandardCharsets.UTF_8)));
    return map;
  }

  /** Reads a {@code map<string>} that has been checked, without making strings of it. */
  void readCheckedMap(EncodedHeaderReader reader) {
    try {
      for (int count = readBlock(2); count != 0; count = readBlock(2)) {
        for (int i = 0; i < count; i++) {
          int nameLength = readLength();
          int name = at;
          at += nameLength;
          int valueLength = readLength();
          reader.header(bytes, name, nameLength, at, valueLength);
          at += valueLength;
        }
      }
    } catch (SinkProtocolException e) {
      throw new IllegalStateException("headers that had been checked are broken", e);
    }
  }

  void expectEnd() throws SinkProtocolException {
    if (at != end) {
      throw new SinkProtocolException(left() + " bytes where the end was expected");
    }
  }
}
