package org.apache.spark.streaming.flume.sink.internal.batch;

import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.apache.flume.Event;
import org.apache.spark.streaming.flume.sink.internal.batch.ClientSession.Ticket;
import org.apache.spark.streaming.flume.sink.internal.batch.OpenBatch.Settlement;
import org.apache.spark.streaming.flume.sink.internal.channel.ChannelReader;
import org.apache.spark.streaming.flume.sink.internal.channel.ChannelTraits;
import org.apache.spark.streaming.flume.sink.internal.channel.CommitFailedException;
import org.apache.spark.streaming.flume.sink.internal.channel.TakeFailedException;
import org.apache.spark.streaming.flume.sink.internal.guard.ForeignCode;
import org.apache.spark.streaming.flume.sink.internal.transform.DeadLetterException;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchOutcome.Result;

/**
 * Serves polls on one transaction thread, from the first event to the end of the transaction.
 * Whatever is thrown on the way, three things happen: the transaction is closed, the poll is
 * answered or waits again, and the policy hears how it ended.
 */
final class BatchService {

  private static final String UNKNOWN = "the sink failed to prepare the batch";

  /** How a service ended, and so what becomes of the poll. */
  private enum Ending {
    /** No batch came of it, and the next event may make one. */
    WAITS_AGAIN,
    /** The poll gets an error batch. */
    FAILED,
    /** Nobody waits for an answer any more. */
    LEFT,
    /** The sink stops. */
    STOPPED,
    /** A batch was sent, and has been settled. */
    SENT
  }

  private final BatchSettings settings;
  private final PollQueue queue;
  private final PollDesk desk;
  private final Ledger ledger;
  private final OutcomeReports reports;
  private final BatchObserver observer;
  private final BatchLog log;
  private final ChannelTraits traits;
  private final ChannelReader reader;
  private final BatchFiller filler;
  private final Dispatcher.Lookout lookout;
  private final BooleanSupplier stopping;
  private final LongSupplier clock;

  // Of the poll that is being served.
  private Ticket served;
  private BatchWriter writer;
  private OpenBatch batch;
  private boolean sent;
  private String reason;
  private Throwable failure;

  BatchService(
      BatchSettings settings,
      PollQueue queue,
      PollDesk desk,
      Ledger ledger,
      OutcomeReports reports,
      BatchObserver observer,
      BatchLog log,
      ChannelTraits traits,
      ChannelReader reader,
      BatchFiller filler,
      Dispatcher.Lookout lookout,
      BooleanSupplier stopping,
      LongSupplier clock) {
    this.settings = settings;
    this.queue = queue;
    this.desk = desk;
    this.ledger = ledger;
    this.reports = reports;
    this.observer = observer;
    this.log = log;
    this.traits = traits;
    this.reader = reader;
    this.filler = filler;
    this.lookout = lookout;
    this.stopping = stopping;
    this.clock = clock;
  }

  /** Serves a claimed poll with the events of the reader's transaction. */
  void serve(Ticket ticket, Event first) {
    served = ticket;
    Ending ending = Ending.FAILED;
    try {
      ending = attempt(ticket, first);
    } catch (Throwable t) {
      failure = t;
      if (sent) {
        ending = Ending.SENT;
      }
    }
    if (failure instanceof TakeFailedException) {
      ending = afterFailedTake();
    }
    conclude(ticket, ending);
  }

  /** Concludes a service that was cut off, handlers and all; nothing if none was. */
  void endUnfinished() {
    if (served != null) {
      reason = UNKNOWN;
      conclude(served, sent ? Ending.SENT : Ending.FAILED);
    }
  }

  private Ending attempt(Ticket ticket, Event first) {
    AdmittedPoll poll = ticket.admitted();
    writer = poll.poll().openBatch();
    filler.fill(poll, first, writer);
    if (stopping.getAsBoolean()) {
      return Ending.STOPPED;
    }
    if (!poll.poll().isWaiting()) {
      return Ending.LEFT;
    }
    if (writer.events() == 0) {
      // The transformers dropped all, as configured. There is nothing that a client could
      // acknowledge, and if the sink did not commit, these events would block the channel for ever.
      filler.storeDeadLetters();
      poll.poll().dropped(reader.takes());
      reader.commit();
      return Ending.WAITS_AGAIN;
    }
    OpenBatch made =
        new OpenBatch(
            poll, reader.takes(), Thread.currentThread(), clock, () -> queue.written(ticket));
    if (!ledger.register(made)) {
      reason = "the sequence generator repeated the number of an open batch";
      return Ending.FAILED;
    }
    batch = made;
    return deliver(poll);
  }

  private Ending deliver(AdmittedPoll poll) {
    int events = writer.events();
    long bytes = writer.bytes();
    poll.outcome().sent(events, bytes);
    observer.sending(poll.poll(), poll.limits(), events, bytes);
    log.sending(poll, events, bytes);
    if (!poll.poll().claimAnswer()) {
      return Ending.LEFT;
    }
    sent = true;
    send(poll);
    lookout.pass();
    // Both were looked at before the batch could be seen in the ledger: look again.
    if (stopping.getAsBoolean() || !poll.poll().origin().isOpen()) {
      batch.settle(Settlement.ABORTED);
    }
    end(poll, batch.awaitSettlement(settings.timeout().toNanos()));
    return Ending.SENT;
  }

  private void send(AdmittedPoll poll) {
    BatchWriter sending = writer;
    writer = null;
    try {
      long taken = poll.poll().dropped() + batch.takes();
      sending.send(batch.sequenceNumber(), taken, batch);
    } catch (Throwable t) {
      batch.failed(t);
      poll.poll().abandon();
    }
  }

  private void end(AdmittedPoll poll, Settlement settlement) {
    Outcome outcome = poll.outcome();
    outcome.held(batch.held());
    if (settlement == Settlement.ACKED) {
      filler.storeDeadLetters();
      reader.commit();
      outcome.become(Result.ACKED);
      return;
    }
    reader.rollback();
    if (settlement == Settlement.NACKED) {
      outcome.become(Result.NACKED);
    } else if (settlement == Settlement.TIMED_OUT) {
      outcome.become(Result.TIMED_OUT);
      if (!batch.isWritten()) {
        abandonUnread(poll);
      }
    }
  }

  private void abandonUnread(AdmittedPoll poll) {
    poll.poll()
        .origin()
        .abandon("it did not read batch %s in time".formatted(batch.sequenceNumber()));
  }

  /** A channel that tells no capacity may only have refused one take more than it can bear. */
  private Ending afterFailedTake() {
    try {
      observer.channelReadFailed();
      boolean again = traits.learnCapacity(reader.takes(), failure.getCause());
      return again ? Ending.WAITS_AGAIN : Ending.FAILED;
    } catch (Throwable t) {
      return Ending.FAILED;
    }
  }

  private void conclude(Ticket ticket, Ending ending) {
    try {
      act(ticket, ending);
    } catch (Throwable t) {
      leaveNobodyWaiting(ticket, t);
      log.failed(t);
    } finally {
      if (served != null) {
        queue.end(ticket);
      }
      filler.end();
      served = null;
      writer = null;
      batch = null;
      sent = false;
      reason = null;
      failure = null;
    }
  }

  /** Does what is still to be done when even the end of a service has failed. */
  private void leaveNobodyWaiting(Ticket ticket, Throwable thrown) {
    if (served != null) {
      ticket.poll().answerError(UNKNOWN);
      if (batch != null) {
        batch.finish(failure == null ? thrown : failure);
      }
      reports.report(ticket.admitted().outcome());
    }
  }

  /** The one place that acts on an ending. */
  private void act(Ticket ticket, Ending ending) {
    // Only something unforeseen has left it open; whatever it was, nothing was committed.
    reader.rollback();
    discardWriter();
    if (batch != null) {
      ledger.close(batch, ticket.admitted().outcome().result());
    }
    switch (ending) {
      case WAITS_AGAIN -> {
        // Which ends it; from then on it may be another thread's.
        served = null;
        desk.waitAgain(ticket);
      }
      case FAILED -> desk.fail(ticket, reason(), failure);
      case LEFT -> desk.leave(ticket);
      case STOPPED -> desk.stopClaimed(ticket);
      case SENT -> finish(ticket);
    }
    if (batch != null && !sent) {
      batch.finish(null);
    }
  }

  private void discardWriter() {
    try {
      if (writer != null) {
        writer.discard();
      }
    } catch (Throwable t) {
      log.failed(t);
    }
  }

  /**
   * Answers whoever settled the batch, tells the policy, and keeps the thread until the batch's
   * bytes have left: that bounds what clients who don't read can make the sink hold.
   */
  private void finish(Ticket ticket) {
    Outcome outcome = ticket.admitted().outcome();
    reports.count(outcome);
    // The client may poll again as soon as it has the answer; the policy must know by then.
    queue.reporting(ticket, true);
    try {
      batch.finish(failure);
      reports.report(outcome);
    } finally {
      queue.reporting(ticket, false);
    }
    if (failure != null) {
      log.notEnded(batch, failure);
    }
    if (!batch.awaitWritten(settings.timeout().toNanos(), stopping)) {
      abandonUnread(ticket.admitted());
    }
  }

  private String reason() {
    try {
      if (reason != null) {
        return reason;
      }
      if (failure instanceof TakeFailedException) {
        return channelFailure(failure.getCause());
      }
      return failure instanceof CommitFailedException || failure instanceof DeadLetterException
          ? failure.getMessage()
          : ForeignCode.describe(failure);
    } catch (Throwable t) {
      return UNKNOWN;
    }
  }

  private String channelFailure(Throwable thrown) {
    return "channel " + reader.channelName() + " failed: " + ForeignCode.describe(thrown);
  }

  /** Fails a claimed poll because the channel had nothing but a failure for it. */
  void failWithChannel(Ticket ticket, Throwable thrown) {
    String words = UNKNOWN;
    try {
      words = channelFailure(thrown);
    } catch (Throwable t) {
      // For want of memory.
    }
    desk.fail(ticket, words, thrown);
  }
}
