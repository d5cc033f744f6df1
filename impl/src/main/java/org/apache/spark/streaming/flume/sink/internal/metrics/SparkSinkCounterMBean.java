package org.apache.spark.streaming.flume.sink.internal.metrics;

import org.apache.flume.instrumentation.SinkCounterMBean;

/**
 * What a sink shows in JMX as {@code org.apache.flume.sink:type=NAME}: the counters of each Flume
 * sink, and its own. An attribute is a number or a short text; none is ever null, because Flume's
 * JSON reporter would give up on the whole bean, and none is long, because its reporter for Ganglia
 * puts each into a packet of 1,500 bytes, and would give up on all beans that follow. {@link
 * SparkSinkMBean} has the long ones.
 *
 * <p>Counts start at 0 with each start of the sink. Gauges are 0 while it does not run. Public
 * because JMX asks for it.
 */
public interface SparkSinkCounterMBean extends SinkCounterMBean {

  /**
   * {@code running}, {@code paused} by an operator, {@code down} where it was started and does not
   * listen, or {@code stopped}.
   */
  String getState();

  /** For how long delivery has been paused, at least 1; 0 while it is not. */
  long getPausedSeconds();

  /** For how long the log goes on to be written at level DEBUG; 0 while it is not. */
  long getDebugLogSeconds();

  /** The port on which the sink listens; 0 while it does not. */
  int getPort();

  /** When its certificate expires, in milliseconds since 1970; 0 without TLS. */
  long getCertificateExpiryTime();

  /** Batches that clients hold. */
  long getOpenBatchCount();

  /** Batches that are being filled for, or held by, the host that has most of them. */
  long getOpenBatchOfBusiestHostCount();

  /** Events of the batches that clients hold. */
  long getOpenEventCount();

  /** Batches that were acknowledged and committed. */
  long getAckedBatchCount();

  /** Batches that clients refused. */
  long getNackedBatchCount();

  /** Batches that were not acknowledged in time. */
  long getTimedOutBatchCount();

  /** Batches that ended otherwise: their connection did, the sink stopped, or a commit failed. */
  long getAbortedBatchCount();

  /** Acks and nacks that came too late, twice, or for a batch that the sink does not know. */
  long getLateAckCount();

  /** Polls that the policy refused, or that asked for no event. */
  long getRefusedPollCount();

  /** Polls that wait for events. */
  long getWaitingPollCount();

  /** Connections that are open. */
  long getOpenConnectionCount();

  /** Events that a transformer left out: as it was made to, or by an error. */
  long getTransformerDroppedEventCount();

  /** Events that came out of the last transformer; 0 without transformers. */
  long getTransformerEmittedEventCount();

  /** Exceptions that transformers threw, whatever {@code onError} made of them. */
  long getTransformerErrorCount();

  /** Events that a transformer failed on, and that were stored as dead letters. */
  long getDeadLetterCount();

  /** How often the dead-letter store failed, or had no room for an event. */
  long getDeadLetterErrorCount();

  /** Threads that are in the code of an extension now. */
  long getExtensionCallCount();

  /** Threads that have been in one call of an extension for 5 seconds or more. */
  long getStuckExtensionCallCount();

  /** Encoded bytes of the events in the batches that were sent. */
  long getBytesSentCount();

  /** The key {@code extensions.reload}: {@code auto} or {@code manual}. */
  String getExtensionsReload();

  /** The name of the channel that it takes from. */
  String getChannel();

  /**
   * Loads the extensions of the configuration anew, and has every poll that is admitted from now on
   * served by them. Batches that are open, or being filled, end under the old ones, which are
   * closed after that. Connections stay.
   *
   * @throws IllegalStateException if the sink does not run
   * @throws RuntimeException if one of them can't be used; the message tells why, and the old ones
   *     stay in use
   */
  void reloadExtensions();

  /**
   * Closes the connections of a client, and rolls back its open batches. It may come back at once;
   * the key {@code ipFilterRules} keeps it away.
   *
   * @param host as {@code Clients} has it
   * @return how many there were; 0 also while the sink does not run
   */
  int closeConnections(String host);

  /**
   * Pauses delivery: from its return on polls wait, and are answered with empty batches after
   * {@code pollTimeout}, as on an empty channel. Batches that are open, or being filled, go their
   * way; connections stay. It ends with {@link #resumeDelivery}, and with the sink's stop, so also
   * when the agent's configuration changes or the agent ends. Does nothing if it is paused.
   *
   * @throws IllegalStateException if the sink does not run
   */
  void pauseDelivery();

  /**
   * Ends a pause; polls that wait are served at once. Does nothing if delivery is not paused.
   *
   * @throws IllegalStateException if the sink does not run
   */
  void resumeDelivery();

  /**
   * Has the log of the sinks and extensions of this JVM written at level DEBUG for ten minutes, and
   * anew for ten minutes if it is already. It goes back by itself, and when the sink stops.
   *
   * @throws IllegalStateException if the sink does not run, or the log is not written by Log4j 2,
   *     as Flume 1.11 brings it; nothing has been changed then
   */
  void startDebugLog();

  /** Ends that at once. Does nothing if it was not started, or has ended. */
  void stopDebugLog();

  /** Polls that were answered with events, or for want of them with an empty batch. */
  long getPollWaitCount();

  /** How long these polls waited, together, in milliseconds. */
  long getPollWaitMillisSum();

  // Of these polls, how many waited that many milliseconds or less.

  long getPollWaitMillisLe10Count();

  long getPollWaitMillisLe50Count();

  long getPollWaitMillisLe100Count();

  long getPollWaitMillisLe500Count();

  long getPollWaitMillisLe1000Count();

  long getPollWaitMillisLe5000Count();

  long getPollWaitMillisLe10000Count();

  long getPollWaitMillisLe60000Count();

  /** Batches that reached their client and have ended. */
  long getBatchHoldCount();

  /** How long clients held these batches, together, in milliseconds. */
  long getBatchHoldMillisSum();

  // Of these batches, how many were held that many milliseconds or less.

  long getBatchHoldMillisLe10Count();

  long getBatchHoldMillisLe50Count();

  long getBatchHoldMillisLe100Count();

  long getBatchHoldMillisLe500Count();

  long getBatchHoldMillisLe1000Count();

  long getBatchHoldMillisLe5000Count();

  long getBatchHoldMillisLe10000Count();

  long getBatchHoldMillisLe60000Count();
}
