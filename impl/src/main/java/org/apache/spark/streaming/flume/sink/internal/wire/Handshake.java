package org.apache.spark.streaming.flume.sink.internal.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.streaming.flume.sink.SparkFlumeProtocol;
import org.apache.spark.streaming.flume.sink.internal.wire.AvroWire.ProtocolException;

/**
 * Avro's handshake, server side. A client opens a connection with the hash of its protocol; if the
 * sink does not know the hash, it asks for the text. One object serves all connections.
 * Thread-safe.
 *
 * <p>Avro's own Responder keeps every protocol that it is told, under a hash that the client chose.
 * This one keeps a bounded number of hashes, and only those that are what they say.
 */
public final class Handshake {

  /** In the metadata: on whose behalf a client reads. Spark's own clients don't tell. */
  private static final String CLIENT_NAME = "client";

  private static final int HASH_BYTES = 16;
  private static final int REMEMBERED = 256;
  private static final int BOTH = 0;
  private static final int CLIENT = 1;
  private static final int NONE = 2;

  private final byte[] serverHash = SparkFlumeProtocol.PROTOCOL.getMD5();
  private final byte[] serverProtocol =
      SparkFlumeProtocol.PROTOCOL.toString().getBytes(StandardCharsets.UTF_8);

  private final ByteBuf[] responses = {response(BOTH), response(CLIENT), response(NONE)};

  private final Map<ByteBuf, Boolean> served =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuf, Boolean> eldest) {
          return size() > REMEMBERED;
        }
      };

  public Handshake() {
    served.put(Unpooled.wrappedBuffer(serverHash), true);
  }

  /**
   * What a handshake came to.
   *
   * @param established whether the request that follows it can be served; if not, and there is no
   *     problem, the client sends handshake and request again with its protocol
   * @param problem why the client's protocol can't be served; null if it can
   * @param response the encoded handshake response, to be put in front of the reply; shared, so
   *     only duplicates of it may be read, and it needs no release
   * @param client on whose behalf the client reads; empty for one that leaves it to another of the
   *     reader's connections to tell, and null for one that does not tell
   */
  public record Result(boolean established, String problem, ByteBuf response, String client) {}

  public Result read(ByteBuf in) throws ProtocolException {
    byte[] clientHash = readHash(in);
    String clientProtocol = readOptional(in) ? AvroWire.readString(in) : null;
    boolean knowsServer = Arrays.equals(serverHash, readHash(in));
    String client = readOptional(in) ? AvroWire.readMetadata(in, CLIENT_NAME) : null;
    boolean known = isServed(clientHash);
    String problem = null;
    if (!known && clientProtocol != null) {
      problem = ProtocolCheck.problemOf(clientProtocol);
      known = problem == null;
      if (known && Arrays.equals(clientHash, md5(clientProtocol))) {
        remember(clientHash);
      }
    }
    int match = !known && problem == null ? NONE : knowsServer ? BOTH : CLIENT;
    return new Result(known, problem, responses[match], client);
  }

  private static byte[] readHash(ByteBuf in) throws ProtocolException {
    if (in.readableBytes() < HASH_BYTES) {
      throw new ProtocolException("the handshake ends inside a hash");
    }
    byte[] hash = new byte[HASH_BYTES];
    in.readBytes(hash);
    return hash;
  }

  /** Reads the branch of a union of null and something; true for something. */
  private static boolean readOptional(ByteBuf in) throws ProtocolException {
    long branch = AvroWire.readLong(in);
    if (branch != 0 && branch != 1) {
      throw new ProtocolException("the handshake has a union branch " + branch);
    }
    return branch == 1;
  }

  private ByteBuf response(int match) {
    ByteBuf out = Unpooled.buffer();
    AvroWire.writeLong(out, match);
    if (match == BOTH) {
      AvroWire.writeLong(out, 0);
      AvroWire.writeLong(out, 0);
    } else {
      AvroWire.writeLong(out, 1);
      AvroWire.writeLong(out, serverProtocol.length);
      out.writeBytes(serverProtocol);
      AvroWire.writeLong(out, 1);
      out.writeBytes(serverHash);
    }
    AvroWire.writeLong(out, 0);
    return Unpooled.unreleasableBuffer(out).asReadOnly();
  }

  private boolean isServed(byte[] hash) {
    synchronized (served) {
      return served.get(Unpooled.wrappedBuffer(hash)) != null;
    }
  }

  private void remember(byte[] hash) {
    synchronized (served) {
      served.put(Unpooled.wrappedBuffer(hash), true);
    }
  }

  /** Hashes that are remembered. */
  public int remembered() {
    synchronized (served) {
      return served.size();
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
