package io.github.flumespark.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Avro's handshake, client side: it goes in front of a connection's first request. */
final class Handshake {

  private static final int HASH_BYTES = 16;
  private static final int NONE = 2;

  /** As Spark 2.4.8 has it, character for character: the hash is that of the text. */
  private static final String PROTOCOL = load();

  private static final byte[] HASH = md5(PROTOCOL);

  private Handshake() {}

  /** Writes it with the protocol's text, which spares a second round with a sink that needs it. */
  static void write(AvroWriter out) {
    out.writeRaw(HASH);
    out.writeLong(1);
    out.writeString(PROTOCOL);
    out.writeRaw(HASH);
    out.writeLong(0);
  }

  /**
   * Reads the answer. A sink whose protocol's text is another is fine as long as it takes ours;
   * what it answers is checked to the last byte anyway.
   */
  static void read(AvroReader in) throws SinkProtocolException {
    long match = in.readLong();
    if (match < 0 || match > NONE) {
      throw new SinkProtocolException("no answer to a handshake begins with " + match);
    }
    if (in.readLong() == 1) {
      in.skipBytes();
    }
    if (in.readLong() == 1) {
      in.skip(HASH_BYTES);
    }
    if (in.readLong() == 1) {
      in.skipMap();
    }
    if (match == NONE && in.left() == 0) {
      throw new SinkProtocolException("it does not speak the protocol of Spark's Flume sink");
    }
  }

  private static String load() {
    try (InputStream in = Handshake.class.getResourceAsStream("spark-2.4.8.avpr")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] md5(String text) {
    try {
      return MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
  }
}
