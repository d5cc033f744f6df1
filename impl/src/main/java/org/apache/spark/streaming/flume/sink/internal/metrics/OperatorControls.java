package org.apache.spark.streaming.flume.sink.internal.metrics;

/** What an operator may do to a sink that runs: see {@link SparkSinkCounterMBean}. Thread-safe. */
public interface OperatorControls {

  /** See {@link SparkSinkCounterMBean#pauseDelivery}. */
  void pauseDelivery();

  /** See {@link SparkSinkCounterMBean#resumeDelivery}. */
  void resumeDelivery();

  /** See {@link SparkSinkCounterMBean#startDebugLog}. */
  void startDebugLog();

  /** See {@link SparkSinkCounterMBean#stopDebugLog}. */
  void stopDebugLog();
}
