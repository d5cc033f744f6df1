package io.github.flumespark.client;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import javax.net.ssl.SSLException;
import jdk.net.ExtendedSocketOptions;

/**
 * The bytes between a client and a sink: the socket, TLS and compression on it, and what an
 * exception of theirs means. For one thread, but for {@link #close} and {@link #isOpen}.
 */
final class SinkConnection {

  /**
   * A host that is gone without a word is found out after two minutes, however long the answer to a
   * poll may take.
   */
  private static final Map<SocketOption<Integer>, Integer> KEEP_ALIVE =
      Map.of(
          ExtendedSocketOptions.TCP_KEEPIDLE, 60,
          ExtendedSocketOptions.TCP_KEEPINTERVAL, 15,
          ExtendedSocketOptions.TCP_KEEPCOUNT, 4);

  private final SinkAddress address;
  private final ClientSettings settings;
  private final Socket socket = new Socket();

  /**
   * Ended by the garbage collector: a close that came from another thread would pull them out from
   * under a call.
   */
  private final Inflater inflater;

  private final Deflater deflater;
  private OutputStream out;
  private ReplyReader replies;
  private boolean broken;
  private volatile boolean closed;

  SinkConnection(SinkAddress address, ClientSettings settings) {
    this.address = address;
    this.settings = settings;
    this.inflater = settings.deflate() ? new Inflater() : null;
    this.deflater = settings.deflate() ? new Deflater() : null;
  }

  void connect() throws IOException {
    int millis = (int) settings.connectTimeout().toMillis();
    try {
      InetSocketAddress resolved = new InetSocketAddress(address.host(), address.port());
      if (resolved.isUnresolved()) {
        throw new SinkConnectionException("the host " + address.host() + " is not known");
      }
      socket.setTcpNoDelay(true);
      socket.setKeepAlive(true);
      for (Map.Entry<SocketOption<Integer>, Integer> option : KEEP_ALIVE.entrySet()) {
        if (socket.supportedOptions().contains(option.getKey())) {
          socket.setOption(option.getKey(), option.getValue());
        }
      }
      socket.connect(resolved, millis);
      socket.setSoTimeout(millis);
      open(settings.tls() == null ? socket : TlsContext.secure(socket, address, settings.tls()));
    } catch (SSLException e) {
      throw insecure(e);
    } catch (IOException e) {
      throw lost("Could not connect to the sink at " + address, e);
    } catch (IllegalArgumentException e) {
      // A TLS protocol that the JVM does not have, say.
      throw insecure(new SSLException(e.getMessage(), e));
    }
  }

  private void open(Socket secured) throws IOException {
    InputStream in = secured.getInputStream();
    out = secured.getOutputStream();
    if (settings.deflate()) {
      in = new InflaterInputStream(in, inflater, 8192);
      out = new DeflaterOutputStream(out, deflater, 512, true);
    }
    replies = new ReplyReader(secured, in, settings.maxReplyBytes());
  }

  void send(byte[] frame) throws IOException {
    out.write(frame);
    out.flush();
  }

  ReplyReader replies() {
    return replies;
  }

  /** Whether calls can be made, as far as it is known. Any thread. */
  boolean isOpen() {
    return !closed;
  }

  void checkOpen() throws SinkConnectionException {
    if (replies == null || broken || closed) {
      throw new SinkConnectionException("The connection to the sink at " + address + " is closed");
    }
  }

  /**
   * Says what a call's failure means, and ends the connection: what is left of an answer must not
   * be read as the next one.
   */
  IOException explain(IOException e) {
    if (e instanceof ReplyTooLargeException) {
      fail();
      return new ReplyTooLargeException(
          "A batch of the sink at %s is too large (maxReplyBytes): %s"
              .formatted(address, e.getMessage()),
          e);
    }
    if (e instanceof SinkProtocolException) {
      fail();
      return new SinkProtocolException(
          "What answers at %s is no Flume sink for Spark, or a broken one: %s"
              .formatted(address, e.getMessage()),
          e);
    }
    if (e instanceof SSLException insecure) {
      // With TLS 1.3, that the sink wants another certificate shows only with the first call.
      return insecure(insecure);
    }
    if (e instanceof ZipException) {
      fail();
      return new SinkProtocolException(
          "What the sink at " + address + " sends is not compressed with deflate", e);
    }
    if (e instanceof SocketTimeoutException) {
      return end(
          "The sink at %s has stopped in the middle of an answer, for %d ms (callTimeout)"
              .formatted(address, settings.callTimeout().toMillis()),
          e);
    }
    return lost("The connection to the sink at " + address + " was lost", e);
  }

  /** Two that do not agree about TLS will not in a moment; but a sink may also end meanwhile. */
  private IOException insecure(SSLException e) {
    if (e.getCause() instanceof EOFException || e.getCause() instanceof SocketException || closed) {
      return lost("The connection to the sink at " + address + " was lost", e);
    }
    fail();
    return new SinkProtocolException(
        "There can be no TLS with the sink at " + address + ": " + e.getMessage(), e);
  }

  private SinkConnectionException lost(String what, IOException cause) {
    String why = cause.getMessage();
    return end(why == null ? what : what + ": " + why, cause);
  }

  /** Ends the connection, and says why; or that it was closed on purpose, if it was. */
  SinkConnectionException end(String why, IOException cause) {
    boolean byUs = closed;
    fail();
    return byUs
        ? new SinkConnectionException("The client of the sink at " + address + " was closed")
        : new SinkConnectionException(why, cause);
  }

  void fail() {
    broken = true;
    close();
  }

  /** Any thread. */
  void close() {
    closed = true;
    try {
      // Not the TLS socket, whose close waits for its readers and for the other side.
      socket.close();
    } catch (IOException e) {
      // A socket that can't be closed is of no more use either.
      return;
    }
  }
}
