package org.apache.spark.streaming.flume.sink.internal.transform;

import org.apache.spark.streaming.flume.sink.internal.guard.Discreet;

/**
 * A transformer failed, and the batch must be rolled back. Message and causes name it and tell
 * where it failed, never what of the event it may have quoted.
 */
public final class TransformException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TransformException(String alias, String className, ClassLoader loader, Throwable cause) {
    super(
        "Transformer '"
            + alias
            + "' ("
            + className
            + ") failed: "
            + Discreet.describe(cause, loader),
        Discreet.trace(cause));
  }

  /** Why the event is not a dead letter, though it was to be one. */
  TransformException(
      String alias, String className, ClassLoader loader, Throwable cause, String why) {
    super(
        "Transformer '%s' (%s) failed: %s; %s"
            .formatted(alias, className, Discreet.describe(cause, loader), why),
        Discreet.trace(cause));
  }
}
