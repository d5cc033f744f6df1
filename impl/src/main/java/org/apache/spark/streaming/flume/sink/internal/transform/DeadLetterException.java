package org.apache.spark.streaming.flume.sink.internal.transform;

/** Dead letters could not be stored, and the transaction of their events must be rolled back. */
public final class DeadLetterException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  DeadLetterException(String message, Throwable cause) {
    super(message, cause);
  }
}
