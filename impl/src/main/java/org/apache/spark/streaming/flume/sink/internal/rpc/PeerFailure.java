package org.apache.spark.streaming.flume.sink.internal.rpc;

import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.compression.DecompressionException;
import io.netty.handler.ssl.NotSslRecordException;
import java.nio.channels.ClosedChannelException;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Tells what a client did wrong from what Netty throws, in words that are safe to log. */
final class PeerFailure {

  private static final int LONGEST = 200;

  private PeerFailure() {}

  /** What the client did; empty if it was not the client. */
  static Optional<String> in(Throwable cause) {
    if (cause instanceof CorruptedFrameException || cause instanceof TooLongFrameException) {
      return Optional.of(cause.getMessage());
    }
    if (cause instanceof DecompressionException) {
      return Optional.of("what it sent does not inflate, or to too much: " + words(cause));
    }
    if (cause instanceof SSLException) {
      return inTls(cause);
    }
    return cause instanceof DecoderException && cause.getCause() instanceof SSLException
        ? inTls(cause.getCause())
        : Optional.empty();
  }

  /** Why its TLS failed; empty if it has merely left. */
  static Optional<String> inTls(Throwable cause) {
    if (cause instanceof ClosedChannelException) {
      return Optional.empty();
    }
    // The message of this one is all that the client sent, in hexadecimal.
    return Optional.of(
        cause instanceof NotSslRecordException
            ? "it does not speak TLS"
            : "its TLS failed: " + words(cause));
  }

  private static String words(Throwable cause) {
    String text = String.valueOf(cause.getMessage()).replaceAll("[^\\x20-\\x7e]", "?");
    return text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
  }
}
