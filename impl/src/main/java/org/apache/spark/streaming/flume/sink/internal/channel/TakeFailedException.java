package org.apache.spark.streaming.flume.sink.internal.channel;

/** The channel failed while events were being taken; the transaction must be rolled back. */
public final class TakeFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TakeFailedException(Throwable cause) {
    super(cause);
  }
}
