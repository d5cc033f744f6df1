package io.github.flumespark.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Map;

/**
 * Avro's handshake, client side: it goes in front of a connection's first request. One for each
 * connection, used once: {@link #write}, then {@link #read}.
 */
final class Handshake {

  /** The message that asks for a {@link SinkState}; Spark's own sink hasn't got it. */
  static final String STATE_MESSAGE = "getSinkState";

  /** In the handshake's metadata: on whose behalf the client reads. */
  private static final String CLIENT_NAME = "client";

  private static final int HASH_BYTES = 16;
  private static final int BOTH = 0;
  private static final int NONE = 2;
  private static final KnownProtocols KNOWN = new KnownProtocols();

  /** As Spark 2.4.8 has it, and the message for the state. */
  private static final String PROTOCOL = load();

  private static final byte[] HASH = md5(PROTOCOL);

  private final SinkAddress sink;
  private final String clientName;

  /** The protocol that the sink is believed to have: it need not tell the text of that one. */
  private final byte[] believed;

  /**
   * Prepares a handshake.
   *
   * @param clientName on whose behalf the client reads; null for not to tell
   */
  Handshake(SinkAddress sink, String clientName) {
    this.sink = sink;
    this.clientName = clientName;
    byte[] known = KNOWN.hashOf(sink);
    this.believed = known == null ? HASH : known;
  }

  /**
   * What a handshake has told.
   *
   * @param tellsState whether the sink has the message {@link #STATE_MESSAGE}
   */
  record Answer(boolean tellsState) {}

  /** Writes it with the protocol's text, which spares a second round with a sink that needs it. */
  void write(AvroWriter out) {
    out.writeRaw(HASH);
    out.writeLong(1);
    out.writeString(PROTOCOL);
    out.writeRaw(believed);
    if (clientName == null) {
      out.writeLong(0);
    } else {
      out.writeLong(1);
      out.writeMap(Map.of(CLIENT_NAME, clientName));
    }
  }

  /**
   * Reads the answer. A sink whose protocol's text is another is fine as long as it takes ours;
   * what it answers is checked to the last byte anyway.
   */
  Answer read(AvroReader in) throws SinkProtocolException {
    long match = in.readLong();
    if (match < BOTH || match > NONE) {
      throw new SinkProtocolException("no answer to a handshake begins with " + match);
    }
    String protocol = in.readLong() == 1 ? in.readString() : null;
    byte[] hash = in.readLong() == 1 ? in.readRaw(HASH_BYTES) : null;
    if (in.readLong() == 1) {
      in.readMap();
    }
    if (match == NONE) {
      throw new SinkProtocolException("it does not speak the protocol of Spark's Flume sink");
    }
    return new Answer(tellsState(match, protocol, hash));
  }

  private boolean tellsState(long match, String protocol, byte[] hash)
      throws SinkProtocolException {
    if (match == BOTH) {
      Boolean known = KNOWN.tellsState(believed);
      // A sink that has our very protocol has all that is in it.
      return known == null ? Arrays.equals(believed, HASH) : known;
    }
    if (protocol == null) {
      return false;
    }
    boolean tells = ProtocolMessages.in(protocol).contains(STATE_MESSAGE);
    if (hash != null && Arrays.equals(hash, md5(protocol))) {
      KNOWN.remember(sink, hash, tells);
    }
    return tells;
  }

  private static String load() {
    try (InputStream in = Handshake.class.getResourceAsStream("client.avpr")) {
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
