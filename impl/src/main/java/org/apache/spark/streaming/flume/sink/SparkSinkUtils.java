package org.apache.spark.streaming.flume.sink;

/** Helpers for clients, under the name that Spark's own sink had them. */
public final class SparkSinkUtils {

  private SparkSinkUtils() {}

  /**
   * Tells whether a batch reports an error instead of carrying events.
   *
   * @param batch an answer to {@code getEventBatch}
   * @return true for a non-empty error message; an empty batch without one is no error
   */
  public static boolean isErrorBatch(EventBatch batch) {
    CharSequence message = batch.getErrorMsg();
    return message != null && message.length() > 0;
  }
}
