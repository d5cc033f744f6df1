package org.apache.spark.streaming.flume.sink.internal.batch;

import java.util.concurrent.locks.Condition;
import org.apache.flume.Event;
import org.apache.spark.streaming.flume.sink.internal.batch.OpenBatch.Settlement;
import org.apache.spark.streaming.flume.sink.internal.channel.ChannelTransaction;
import org.apache.spark.streaming.flume.sink.internal.channel.ChannelTransaction.BrokenTransactionException;
import org.apache.spark.streaming.flume.sink.internal.channel.ChannelTransaction.CommitFailedException;
import org.apache.spark.streaming.flume.sink.internal.channel.TakeGuard;
import org.apache.spark.streaming.flume.sink.internal.guard.ForeignCode;
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
          admit(work.toAdmit());
        } else {
          lookout = true;
          look();
        }
      } catch (BrokenTransactionException e) {
        engine.threads().replace(this, e);
        return;
      } catch (Throwable t) {
        LOG.error("Sink {}: a transaction thread met an unexpected failure", engine.sinkName(), t);
      } finally {
        if (lookout) {
          lookout = false;
          polls.endLookout();
        }
      }
    }
  }

  private void admit(Poll poll) {
    guard.enterExtension();
    try {
      engine.admit(poll);
    } finally {
      guard.exit();
    }
  }

  /** Whether other threads wait for this one to pass the lookout on. */
  boolean isLookout() {
    return lookout;
  }

  /** Lets another thread look for the next poll, if this one is the lookout. */
  void passLookout() {
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
      channelFailed(e, start);
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
    Poll poll = polls.claimWithoutEvent();
    if (poll != null) {
      failChannel(poll, failure);
    }
    lookedInVain(start);
  }

  private void failChannel(Poll poll, Throwable failure) {
    String words = ForeignCode.describe(failure);
    engine.fail(poll, "channel " + engine.channel().getName() + " failed: " + words, failure);
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

  private void serve(ChannelTransaction transaction, Event first, Poll poll) {
    BatchWriter writer = null;
    try {
      writer = poll.reply().openBatch();
      new BatchFiller(engine, this, transaction, poll).fill(first, writer);
    } catch (BatchFiller.TakeFailedException e) {
      engine.observer().channelReadFailed();
      boolean again = engine.traits().learnCapacity(transaction.takes(), e.getCause());
      giveBack(
          transaction,
          writer,
          again ? () -> engine.waitAgain(poll) : () -> failChannel(poll, e.getCause()));
      return;
    } catch (Throwable t) {
      giveBack(transaction, writer, () -> engine.fail(poll, ForeignCode.describe(t), t));
      return;
    }
    OpenBatch batch = new OpenBatch(poll, Thread.currentThread(), engine.clock());
    if (engine.isStopping() || poll.isClientGone()) {
      giveBack(
          transaction, writer, () -> engine.settledWithoutBatch(poll, BatchOutcome.Result.ABORTED));
    } else if (writer.events() == 0) {
      writer.discard();
      commitDropped(transaction, poll);
    } else if (engine.ledger().register(batch)) {
      deliver(transaction, batch, writer);
    } else {
      String problem = "the sequence generator repeated the number of an open batch";
      giveBack(
          transaction,
          writer,
          () -> engine.fail(poll, problem, new IllegalStateException(problem)));
    }
  }

  private static void giveBack(ChannelTransaction transaction, BatchWriter writer, Runnable then) {
    if (writer != null) {
      writer.discard();
    }
    rollbackAnd(transaction, then);
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
    } catch (BrokenTransactionException e) {
      engine.fail(poll, e.getMessage(), e);
      throw e;
    }
    engine.waitAgain(poll);
  }

  private void deliver(ChannelTransaction transaction, OpenBatch batch, BatchWriter writer) {
    Poll poll = batch.poll();
    int events = writer.events();
    long bytes = writer.bytes();
    // From here on an ack may come at any moment, so whatever happens the batch must be finished.
    BatchOutcome.Result result = BatchOutcome.Result.ABORTED;
    Throwable failure = null;
    try {
      engine.sending(poll, events, bytes);
      send(batch, writer);
      passLookout();
      // Both were looked at before the batch could be seen in the ledger: look again.
      if (engine.isStopping() || poll.isClientGone()) {
        batch.settle(Settlement.ABORTED);
      }
      result = end(transaction, batch);
    } catch (CommitFailedException | BrokenTransactionException e) {
      failure = e;
      logFailedEnd(batch, events, e);
      if (e instanceof BrokenTransactionException) {
        throw e;
      }
    } finally {
      Outcome outcome = new Outcome(poll, poll.limits(), result, events, bytes, batch.held());
      finish(transaction, batch, outcome, failure);
    }
  }

  private void send(OpenBatch batch, BatchWriter writer) {
    try {
      writer.send(batch.sequenceNumber(), batch);
    } catch (Throwable t) {
      LOG.error("Sink {}: a batch could not be sent", engine.sinkName(), t);
      batch.failed(t);
      batch.poll().reply().abandon("its batch could not be sent");
    }
  }

  private void logFailedEnd(OpenBatch batch, int events, RuntimeException e) {
    LOG.error(
        "Sink {}: the transaction of batch {} with {} events, which ended as {}, failed: {}",
        engine.sinkName(),
        batch.sequenceNumber(),
        events,
        batch.settlement(),
        e.getMessage(),
        e);
  }

  private void finish(
      ChannelTransaction transaction, OpenBatch batch, Outcome outcome, Throwable failure) {
    try {
      // Only something unforeseen has left it open; whatever it was, nothing was committed.
      transaction.rollback();
    } finally {
      engine.ledger().close(batch, outcome.result());
      settle(outcome);
      if (failure == null) {
        batch.finish(outcome.result());
      } else {
        batch.fail(failure);
      }
    }
  }

  /** The policy must know that the batch has ended before its client can poll again. */
  private void settle(Outcome outcome) {
    guard.enterExtension();
    try {
      engine.settled(outcome);
    } finally {
      guard.exit();
    }
  }

  private BatchOutcome.Result end(ChannelTransaction transaction, OpenBatch batch) {
    Settlement settlement = batch.awaitSettlement(engine.settings().timeout().toNanos());
    if (settlement == Settlement.ACKED) {
      transaction.commit();
      return BatchOutcome.Result.ACKED;
    }
    transaction.rollback();
    if (settlement == Settlement.TIMED_OUT && !batch.isWritten()) {
      batch.poll().reply().abandon("it did not read batch " + batch.sequenceNumber() + " in time");
    }
    return switch (settlement) {
      case NACKED -> BatchOutcome.Result.NACKED;
      case TIMED_OUT -> BatchOutcome.Result.TIMED_OUT;
      default -> BatchOutcome.Result.ABORTED;
    };
  }
}
