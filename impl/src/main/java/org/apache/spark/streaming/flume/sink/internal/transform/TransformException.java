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
}
