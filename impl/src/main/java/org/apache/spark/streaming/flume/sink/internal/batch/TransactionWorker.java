package org.apache.spark.streaming.flume.sink.internal.batch;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import org.apache.flume.Event;
import org.apache.spark.streaming.flume.sink.internal.batch.ChannelTransaction.BrokenTransactionException;
import org.apache.spark.streaming.flume.sink.internal.batch.ChannelTransaction.CommitFailedException;
import org.apache.spark.streaming.flume.sink.internal.batch.OpenBatch.Settlement;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchOutcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A transaction thread: admits polls, looks whether the channel has an event, fills a batch, waits
 * for its settlement, and commits or rolls back. Flume binds a transaction to its thread, so all of
 * it happens here, and a thread has at most one transaction.
 */
final class TransactionWorker implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(TransactionWorker.class);

  private final BatchEngine engine;
  private final PollQueue polls;
  private final Condition place;
  private TakeGuard guard;
  private boolean lookout;

  TransactionWorker(BatchEngine engine) {
    this.engine = engine;
    this.polls = engine.polls();
    this.place = polls.newPlace();
  }

  /** Called once, before the thread starts. */
  TakeGuard guardFor(Thread thread) {
    guard = new TakeGuard(thread);
    return guard;
  }

  @Override
  public void run() {
    PollQueue.Work work;
    while ((work = polls.next(place)) != null) {
      try {
        if (work.toAdmit() != null) {
          engine.admit(work.toAdmit());
        } else {
          lookout = true;
          look();
        }
      } catch (BrokenTransactionException e) {
        LOG.error("Sink {}: {}; its thread is replaced", engine.sinkName(), e.getMessage(), e);
        passLookout();
        engine.replace(this);
        return;
      } catch (Throwable t) {
        LOG.error("Sink {}: a transaction thread met an unexpected failure", engine.sinkName(), t);
      } finally {
        passLookout();
      }
    }
  }

  private void passLookout() {
    if (lookout) {
      lookout = false;
      polls.passLookout();
    }
  }

  private void look() {
    long start = engine.now();
    ChannelTransaction transaction = null;
    Event first;
    try {
      transaction = ChannelTransaction.begin(engine.channel());
      first = take(transaction);
      if (first == null) {
        transaction.commit();
      }
    } catch (BrokenTransactionException e) {
      throw e;
    } catch (Throwable t) {
      rollbackAnd(transaction, () -> channelFailed(t, start));
      return;
    }
    if (first == null) {
      lookedInVain(start);
      return;
    }
    Poll poll = polls.claim();
    if (poll == null) {
      transaction.rollback();
    } else {
      serve(transaction, first, poll);
    }
  }

  private void lookedInVain(long start) {
    lookout = false;
    polls.lookedInVain(engine.now() - start);
  }

  /** A look that failed is answered to one poll, and the next look waits as after an empty one. */
  private void channelFailed(Throwable failure, long start) {
    engine.observer().channelReadFailed();
    Poll poll = polls.claim();
    if (poll != null) {
      failChannel(poll, failure);
    }
    lookedInVain(start);
  }

  private void failChannel(Poll poll, Throwable failure) {
    engine.fail(poll, "channel " + engine.channel().getName() + " failed: " + failure, failure);
  }

  /** Takes an event without waiting past the guard's deadline, where the channel allows that. */
  Event take(ChannelTransaction transaction) {
    if (!engine.traits().takeInterruptible()) {
      return engine.isStopping() ? null : transaction.take();
    }
    if (!guard.enterTake()) {
      return null;
    }
    try {
      return transaction.take();
    } finally {
      guard.exit();
    }
  }

  /** Takes an event inside a run of takes that the guard was entered for. */
  Event takeInRun(ChannelTransaction transaction) {
    return guard.mayTakeMore() ? transaction.take() : null;
  }

  TakeGuard guard() {
    return guard;
  }

  /** The channel has plenty: lets another thread look for the next poll while this one fills. */
  void foundPlenty() {
    passLookout();
  }

  private void serve(ChannelTransaction transaction, Event first, Poll poll) {
    BatchWriter writer = poll.reply().openBatch();
    try {
      new BatchFiller(engine, this, transaction, poll).fill(first, writer);
    } catch (BatchFiller.TakeFailedException e) {
      writer.discard();
      engine.observer().channelReadFailed();
      if (engine.traits().learnCapacity(transaction.takes(), e.getCause())) {
        rollbackAnd(transaction, () -> engine.waitAgain(poll));
      } else {
        rollbackAnd(transaction, () -> failChannel(poll, e.getCause()));
      }
      return;
    } catch (Throwable t) {
      writer.discard();
      String message = t.getMessage() == null ? t.toString() : t.getMessage();
      rollbackAnd(transaction, () -> engine.fail(poll, message, t));
      return;
    }
    if (engine.isStopping() || poll.isClientGone()) {
      writer.discard();
      rollbackAnd(transaction, () -> engine.settledWithoutBatch(poll, BatchOutcome.Result.ABORTED));
    } else if (writer.events() == 0) {
      writer.discard();
      commitDropped(transaction, poll);
    } else {
      deliver(transaction, poll, writer);
    }
  }

  /** The poll is taken care of even if the transaction can't be closed. */
  private static void rollbackAnd(ChannelTransaction transaction, Runnable then) {
    try {
      if (transaction != null) {
        transaction.rollback();
      }
    } finally {
      then.run();
    }
  }

  /**
   * Ends a transaction all of whose events the transformers dropped, as configured. There is
   * nothing that a client could acknowledge, and if the sink did not commit it, these events would
   * block the channel for ever. The poll goes on waiting.
   */
  private void commitDropped(ChannelTransaction transaction, Poll poll) {
    try {
      transaction.commit();
    } catch (CommitFailedException e) {
      engine.fail(poll, e.getMessage(), e);
      return;
    }
    engine.waitAgain(poll);
  }

  private void deliver(ChannelTransaction transaction, Poll poll, BatchWriter writer) {
    OpenBatch batch = new OpenBatch(poll, Thread.currentThread(), engine.clock());
    if (!engine.ledger().register(batch)) {
      writer.discard();
      String problem = "the sequence generator repeated the number of an open batch";
      rollbackAnd(
          transaction, () -> engine.fail(poll, problem, new IllegalStateException(problem)));
      return;
    }
    int events = writer.events();
    long bytes = writer.bytes();
    engine.observer().sending(events, bytes);
    // From here on an ack may come at any moment, so whatever happens the batch must be finished.
    BatchOutcome.Result result = BatchOutcome.Result.ABORTED;
    Throwable failure = null;
    long held = 0;
    try {
      writer.send(poll.sequenceNumber(), batch);
      passLookout();
      // Both were looked at before the batch could be seen in the ledger: look again.
      if (engine.isStopping() || poll.isClientGone()) {
        batch.settle(Settlement.ABORTED);
      }
      Settlement settlement = batch.awaitSettlement(engine.settings().timeout().toNanos());
      held = batch.heldNanos();
      result = end(transaction, poll, batch, settlement);
    } catch (CommitFailedException e) {
      failure = e;
      LOG.error(
          "Sink {}: batch {} of {} events was acknowledged, but {}",
          engine.sinkName(),
          batch.sequenceNumber(),
          events,
          e.getMessage(),
          e);
    } finally {
      try {
        // Only something unforeseen has left it open; whatever it was, nothing was committed.
        transaction.rollback();
      } finally {
        engine.ledger().close(batch, result);
        engine.settled(
            new Outcome(poll, poll.limits(), result, events, bytes, Duration.ofNanos(held)));
        if (failure == null) {
          batch.finish(result);
        } else {
          batch.fail(failure);
        }
      }
    }
  }

  private BatchOutcome.Result end(
      ChannelTransaction transaction, Poll poll, OpenBatch batch, Settlement settlement) {
    if (settlement == Settlement.ACKED) {
      transaction.commit();
      return BatchOutcome.Result.ACKED;
    }
    transaction.rollback();
    if (settlement == Settlement.TIMED_OUT && !batch.isWritten()) {
      poll.reply().abandon("it did not read batch " + batch.sequenceNumber() + " in time");
    }
    return switch (settlement) {
      case NACKED -> BatchOutcome.Result.NACKED;
      case TIMED_OUT -> BatchOutcome.Result.TIMED_OUT;
      default -> BatchOutcome.Result.ABORTED;
    };
  }
}
