package org.apache.spark.streaming.flume.sink;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.spark.streaming.flume.sink.internal.batch.BatchEngine;
import org.apache.spark.streaming.flume.sink.internal.guard.DebugLog;
import org.apache.spark.streaming.flume.sink.internal.guard.SinkLog;
import org.apache.spark.streaming.flume.sink.internal.metrics.OperatorControls;

/**
 * What an operator has done to a sink, from its start to its stop: a run that takes the place of
 * one that was down goes on with it. Nothing here waits. Thread-safe.
 */
final class SinkControls implements OperatorControls {

  /** So that a pause is not forgotten. */
  private static final Duration BETWEEN_REMINDERS = Duration.ofMinutes(10);

  private final String sinkName;
  private final SinkLog log;
  private final LongSupplier clock;
  private final DebugLog debugLog;

  // Guarded by this.
  private BatchEngine engine;
  private boolean paused;
  private long pausedAt;
  private long remindAt;

  SinkControls(String sinkName, LongSupplier clock) {
    this.sinkName = sinkName;
    this.log = SinkLog.ofSink(SinkControls.class, sinkName);
    this.clock = clock;
    this.debugLog = new DebugLog(clock);
  }

  /** Lets them act on another run's engine, which is not running yet. */
  synchronized void use(BatchEngine other) {
    engine = other;
    other.pause(paused);
  }

  /** There is no engine to act on, as that of a run that could not start. */
  synchronized void useNone() {
    engine = null;
  }

  /** The sink stops: everything is as if nobody had done anything. */
  synchronized void end() {
    engine = null;
    if (paused) {
      paused = false;
      log.warn(" was paused for {} s: its next start ends that", secondsSince(pausedAt));
    }
    stopDebugLog();
  }

  @Override
  public synchronized void pauseDelivery() {
    checkRunning();
    if (!paused) {
      paused = true;
      pausedAt = clock.getAsLong();
      remindAt = pausedAt + BETWEEN_REMINDERS.toNanos();
      engine.pause(true);
      log.warn(" was paused by an operator: polls wait until it is resumed, or stops");
    }
  }

  @Override
  public synchronized void resumeDelivery() {
    checkRunning();
    if (paused) {
      paused = false;
      engine.pause(false);
      log.info(" was resumed by an operator after {} s", secondsSince(pausedAt));
    }
  }

  @Override
  public synchronized void startDebugLog() {
    checkRunning();
    debugLog.begin();
    log.info(": an operator has the log of all sinks written at level DEBUG for ten minutes");
  }

  @Override
  public void stopDebugLog() {
    if (debugLog.end()) {
      tellEndOfDebugLog();
    }
  }

  private void tellEndOfDebugLog() {
    log.info(": the log is not written at level DEBUG on its behalf any more");
  }

  /** Ends what is over, and reminds of what is not; to be called now and then. */
  void look() {
    if (debugLog.endIfOver()) {
      tellEndOfDebugLog();
    }
    remind();
  }

  private synchronized void remind() {
    long now = clock.getAsLong();
    if (paused && now - remindAt >= 0) {
      remindAt = now + BETWEEN_REMINDERS.toNanos();
      log.warn(" has been paused by an operator for {} s: polls wait", secondsSince(pausedAt));
    }
  }

  /** See {@code SparkSinkCounterMBean}. */
  synchronized long pausedSeconds() {
    return paused ? Math.max(1, secondsSince(pausedAt)) : 0;
  }

  /** See {@code SparkSinkCounterMBean}. */
  long debugLogSeconds() {
    return debugLog.secondsLeft();
  }

  private long secondsSince(long nanos) {
    return Duration.ofNanos(clock.getAsLong() - nanos).toSeconds();
  }

  private void checkRunning() {
    if (engine == null) {
      throw new IllegalStateException("Sink '%s' is not running".formatted(sinkName));
    }
  }
}
