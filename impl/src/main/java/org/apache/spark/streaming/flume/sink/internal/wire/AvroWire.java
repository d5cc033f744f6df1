package org.apache.spark.streaming.flume.sink.internal.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The few pieces of Avro's binary encoding that the protocol needs, on Netty's buffers. Reading
 * trusts nothing: a length is checked against the bytes that are there before anything is made of
 * it.
 */
public final class AvroWire {

  private static final int MAX_VARINT_BYTES = 10;

  private AvroWire() {}

  public static long readLong(ByteBuf in) throws ProtocolException {
    long value = 0;
    for (int i = 0; i < MAX_VARINT_BYTES; i++) {
      if (!in.isReadable()) {
        throw new ProtocolException("a number ends before its last byte");
      }
      long b = in.readByte();
      value |= (b & 0x7f) << (7 * i);
      if (b >= 0) {
        return (value >>> 1) ^ -(value & 1);
      }
    }
    throw new ProtocolException("a number has more than " + MAX_VARINT_BYTES + " bytes");
  }

  public static int readInt(ByteBuf in) throws ProtocolException {
    long value = readLong(in);
    if (value != (int) value) {
      throw new ProtocolException("the number " + value + " is not an int");
    }
    return (int) value;
  }

  /** The bytes of a string or a byte array, as a slice of the input. */
  public static ByteBuf readBytes(ByteBuf in) throws ProtocolException {
    long length = readLong(in);
    if (length < 0 || length > in.readableBytes()) {
      throw new ProtocolException(
          "a length of " + length + " where " + in.readableBytes() + " bytes are left");
    }
    return in.readSlice((int) length);
  }

  public static String readString(ByteBuf in) throws ProtocolException {
    return readBytes(in).toString(StandardCharsets.UTF_8);
  }

  /** Skips a {@code map<bytes>}: the metadata of calls, which the sink does not use. */
  public static void skipMetadata(ByteBuf in) throws ProtocolException {
    readMetadata(in, null);
  }

  /**
   * Reads one entry of a {@code map<bytes>}, the metadata of a handshake, and skips the others.
   *
   * @param key of the entry
   * @return its value as text; null if there is no such entry
   */
  public static String readMetadata(ByteBuf in, String key) throws ProtocolException {
    String value = null;
    for (long count = readLong(in); count != 0; count = readLong(in)) {
      if (count < 0) {
        // A negative count is followed by the block's size in bytes.
        readLong(in);
        count = -count;
      }
      // An entry has two bytes at least, so a count that lies is found out here, before any loop.
      if (count < 0 || count > in.readableBytes()) {
        throw new ProtocolException(
            "a map of " + count + " entries where " + in.readableBytes() + " bytes are left");
      }
      for (long i = 0; i < count; i++) {
        ByteBuf name = readBytes(in);
        boolean wanted = key != null && name.toString(StandardCharsets.UTF_8).equals(key);
        ByteBuf bytes = readBytes(in);
        value = wanted ? bytes.toString(StandardCharsets.UTF_8) : value;
      }
    }
    return value;
  }

  /** Writes a {@code map<bytes>} of texts. */
  public static void writeMetadata(ByteBuf out, Map<String, String> metadata) {
    if (!metadata.isEmpty()) {
      writeLong(out, metadata.size());
      metadata.forEach(
          (key, value) -> {
            writeString(out, key);
            writeString(out, value);
          });
    }
    writeLong(out, 0);
  }

  public static void writeLong(ByteBuf out, long value) {
    long rest = (value << 1) ^ (value >> 63);
    while ((rest & ~0x7fL) != 0) {
      out.writeByte((int) (rest | 0x80));
      rest >>>= 7;
    }
    out.writeByte((int) rest);
  }

  public static void writeString(ByteBuf out, CharSequence text) {
    int length = ByteBufUtil.utf8Bytes(text);
    writeLong(out, length);
    ByteBufUtil.reserveAndWriteUtf8(out, text, length);
  }

  /** A client broke the protocol; its connection is closed. */
  public static final class ProtocolException extends Exception {
    private static final long serialVersionUID = 1L;

    ProtocolException(String message) {
      super(message);
    }
  }
}
