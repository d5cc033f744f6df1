package org.apache.spark.streaming.flume.sink.internal.channel;

import java.util.concurrent.locks.LockSupport;
import org.apache.flume.Channel;
import org.apache.flume.Event;
import org.apache.flume.Transaction;
import org.apache.flume.channel.BasicTransactionSemantics;
import org.apache.spark.streaming.flume.sink.internal.guard.SinkLog;
import org.apache.spark.streaming.flume.sink.internal.guard.SpareMemory;

/**
 * A Flume transaction that ends in exactly one way, on the thread that began it: Flume binds
 * transactions to threads and refuses to close one that is open.
 */
final class ChannelTransaction {

  /** What a memory channel allocates for an event that it moves, and more. */
  private static final int NODE_BYTES = 64;

  private static final int SPARE_BYTES = 4096;

  /** Half a minute. */
  private static final int MOST_TRIES = 300;

  private static final long BETWEEN_TRIES_NANOS = 100_000_000;

  private final Channel channel;
  private final Transaction transaction;
  private final SinkLog log;
  private int takes;
  private boolean ended;
  private boolean broken;

  private ChannelTransaction(Channel channel, Transaction transaction, SinkLog log) {
    this.channel = channel;
    this.transaction = transaction;
    this.log = log;
  }

  /** A transaction that is still to be begun. */
  static ChannelTransaction on(Channel channel, SinkLog log) {
    return new ChannelTransaction(channel, channel.getTransaction(), log);
  }

  /** Begins. Whatever it throws, {@link #rollback} is still to be called. */
  void begin() {
    SpareMemory.require(SPARE_BYTES);
    transaction.begin();
  }

  /** Takes an event; null means that there is none now. */
  Event take() {
    Event event = channel.take();
    if (event != null) {
      takes++;
    }
    return event;
  }

  /** Takes that succeeded. */
  int takes() {
    return takes;
  }

  /**
   * Commits and closes. If the commit fails, the transaction is rolled back and closed.
   *
   * @throws CommitFailedException if the commit failed
   */
  void commit() {
    try {
      transaction.commit();
    } catch (Throwable t) {
      rollback();
      throw new CommitFailedException("the commit failed and was rolled back: " + t, t);
    }
    ended = true;
    Throwable failure = close();
    if (failure == null) {
      return;
    }
    if (transaction instanceof BasicTransactionSemantics) {
      // The events have left the channel with the commit, so that is what the client must hear.
      log.error("a committed transaction on channel {} can't be closed", name(), failure);
    } else {
      // Some channels, JDBC's for one, commit only when they are closed.
      throw new CommitFailedException(
          "the transaction could not be closed, and whether it was committed is not known: "
              + failure,
          failure);
    }
  }

  /**
   * Rolls back and closes, unless the transaction has ended. Never throws. Waits for memory, as a
   * memory channel needs some for each event that it takes back and loses what it has none for. A
   * rollback that fails otherwise can't be repeated; it is logged, and the events are in the
   * channel's hands: a file channel gives them back when it starts again.
   */
  void rollback() {
    if (ended) {
      return;
    }
    ended = true;
    Throwable failure = attemptRollback();
    for (int tries = 1; failure instanceof OutOfMemoryError && tries < MOST_TRIES; tries++) {
      LockSupport.parkNanos(BETWEEN_TRIES_NANOS);
      Throwable again = attemptRollback();
      if (again instanceof IllegalStateException) {
        // The first one had begun.
        break;
      }
      failure = again;
    }
    Throwable closing = close();
    if (failure != null && takes > 0) {
      tellOfFailedRollback(failure);
    }
    if (closing != null) {
      log.error("a transaction on channel {} can't be closed", name(), closing);
    }
  }

  private Throwable attemptRollback() {
    try {
      SpareMemory.require(SPARE_BYTES + takes * NODE_BYTES);
      transaction.rollback();
      return null;
    } catch (Throwable t) {
      return t;
    }
  }

  private void tellOfFailedRollback(Throwable failure) {
    try {
      log.error(
          "Rolling back {} events in channel {} failed; a channel that keeps its events on disk"
              + " gives them back when it is started again",
          takes,
          channel.getName(),
          failure);
    } catch (Throwable t) {
      // There is no memory for the line.
    }
  }

  private String name() {
    try {
      return channel.getName();
    } catch (Throwable t) {
      return null;
    }
  }

  private Throwable close() {
    try {
      transaction.close();
      return null;
    } catch (Throwable t) {
      broken = true;
      return t;
    }
  }

  /**
   * Whether it could not be closed: Flume then gives this thread the same transaction again and
   * again, so the thread can't begin another one.
   */
  boolean isBroken() {
    return broken;
  }
}
