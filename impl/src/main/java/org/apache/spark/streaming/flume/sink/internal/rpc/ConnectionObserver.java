package org.apache.spark.streaming.flume.sink.internal.rpc;

/**
 * Is told what happens to connections. Called on I/O threads, from several at once; must not block
 * or throw.
 */
public interface ConnectionObserver {

  /** A connection was let in. */
  default void opened() {}

  /** A connection that was let in has ended, in whatever way. */
  default void closed() {}

  /**
   * A connection was refused, or is being closed because its client, the network or the sink
   * failed. One that was let in counts as closed as well.
   */
  default void failed() {}
}
