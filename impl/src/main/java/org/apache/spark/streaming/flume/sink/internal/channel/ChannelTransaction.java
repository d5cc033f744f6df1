package org.apache.spark.streaming.flume.sink.internal.channel;

import org.apache.flume.Channel;
import org.apache.flume.Event;
import org.apache.flume.Transaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Flume transaction that ends in exactly one way, on the thread that began it: Flume binds
 * transactions to threads and refuses to close one that is open.
 */
public final class ChannelTransaction {

  private static final Logger LOG = LoggerFactory.getLogger(ChannelTransaction.class);

  private final Channel channel;
  private final Transaction transaction;
  private int takes;
  private boolean ended;

  private ChannelTransaction(Channel channel, Transaction transaction) {
    this.channel = channel;
    this.transaction = transaction;
  }

  public static ChannelTransaction begin(Channel channel) {
    Transaction transaction = channel.getTransaction();
    try {
      transaction.begin();
    } catch (Throwable t) {
      closeQuietly(channel, transaction, t);
      throw t;
    }
    return new ChannelTransaction(channel, transaction);
  }

  /** Takes an event; null means that there is none now. */
  public Event take() {
    Event event = channel.take();
    if (event != null) {
      takes++;
    }
    return event;
  }

  /** Takes that succeeded. */
  public int takes() {
    return takes;
  }

  /**
   * Commits and closes. If the commit fails, the transaction is rolled back and closed.
   *
   * @throws CommitFailedException if the commit failed; nothing has left the channel
   * @throws BrokenTransactionException if it can't be closed; whether it was committed is the
   *     channel's secret, as some channels commit only then
   */
  public void commit() {
    try {
      transaction.commit();
    } catch (Throwable t) {
      CommitFailedException failed = new CommitFailedException(t);
      try {
        rollback();
      } catch (BrokenTransactionException e) {
        e.addSuppressed(failed);
        throw e;
      }
      throw failed;
    }
    close(null);
  }

  /**
   * Rolls back and closes, unless the transaction has ended. A rollback that fails can't be
   * repeated; it is logged, and the events are in the channel's hands: a file channel gives them
   * back when it starts again.
   */
  public void rollback() {
    if (ended) {
      return;
    }
    Throwable failure = null;
    try {
      transaction.rollback();
    } catch (Throwable t) {
      failure = t;
      LOG.error(
          "Rolling back {} events in channel {} failed; a channel that keeps its events on disk gives"
              + " them back when it is started again",
          takes,
          channel.getName(),
          t);
    }
    close(failure);
  }

  private void close(Throwable earlier) {
    ended = true;
    closeQuietly(channel, transaction, earlier);
  }

  private static void closeQuietly(Channel channel, Transaction transaction, Throwable earlier) {
    try {
      transaction.close();
    } catch (Throwable t) {
      if (earlier != null) {
        t.addSuppressed(earlier);
      }
      // Flume gives this thread the same broken transaction again; the worker must be replaced.
      throw new BrokenTransactionException(channel.getName(), t);
    }
  }

  /** The commit failed, and the transaction has been rolled back. */
  public static final class CommitFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CommitFailedException(Throwable cause) {
      super("the commit failed and was rolled back: " + cause, cause);
    }
  }

  /** The transaction can't be closed, so its thread can't begin another one. */
  public static final class BrokenTransactionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BrokenTransactionException(String channelName, Throwable cause) {
      super("a transaction on channel " + channelName + " can't be closed", cause);
    }
  }
}
