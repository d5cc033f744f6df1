package io.github.flumespark.client;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Writes Avro's binary encoding. For one thread. */
final class AvroWriter {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  void writeInt32(int value) {
    out.write(value >>> 24);
    out.write(value >>> 16);
    out.write(value >>> 8);
    out.write(value);
  }

  void writeRaw(byte[] bytes) {
    out.write(bytes, 0, bytes.length);
  }

  void writeLong(long value) {
    long rest = (value << 1) ^ (value >> 63);
    while ((rest & ~0x7fL) != 0) {
      out.write((int) (rest | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  void writeString(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    writeLong(bytes.length);
    writeRaw(bytes);
  }

  void writeMap(Map<String, String> map) {
    if (!map.isEmpty()) {
      writeLong(map.size());
      map.forEach(
          (name, value) -> {
            writeString(name);
            writeString(value);
          });
    }
    writeLong(0);
  }

  int size() {
    return out.size();
  }

  byte[] toByteArray() {
    return out.toByteArray();
  }
}
