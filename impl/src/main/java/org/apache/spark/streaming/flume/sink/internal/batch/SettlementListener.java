package org.apache.spark.streaming.flume.sink.internal.batch;

/** Hears when an acknowledgement has taken effect. Called once, on any thread; must not block. */
public interface SettlementListener {

  /** The transaction is closed, or there was nothing to settle any more. */
  void settled();

  /** The batch was acknowledged but could not be committed. */
  void failed(String reason);
}
