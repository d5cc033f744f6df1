package org.apache.spark.streaming.flume.sink.internal.transform;

import org.apache.spark.streaming.flume.sink.internal.guard.ForeignCode;

/**
 * A transformer failed, and the batch must be rolled back. The message names it and quotes what its
 * author said, never a header's value or a body.
 */
public final class TransformException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TransformException(String alias, String className, Throwable cause) {
    super(
        "Transformer '" + alias + "' (" + className + ") failed: " + ForeignCode.describe(cause),
        cause);
  }
}
