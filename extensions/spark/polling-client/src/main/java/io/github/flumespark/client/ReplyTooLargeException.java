package io.github.flumespark.client;

/**
 * A batch is larger than {@link ClientSettings#maxReplyBytes} allows. The connection has been
 * closed, and the sink gives the events again; a poll for fewer may succeed.
 */
public final class ReplyTooLargeException extends SinkProtocolException {

  private static final long serialVersionUID = 1;

  ReplyTooLargeException(String message) {
    super(message);
  }

  ReplyTooLargeException(String message, Throwable cause) {
    super(message, cause);
  }
}
