package org.apache.spark.streaming.flume.sink.internal.channel;

/** A commit failed; its message says what is known of the events. */
public final class CommitFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  CommitFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
