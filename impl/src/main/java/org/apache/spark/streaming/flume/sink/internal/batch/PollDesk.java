package org.apache.spark.streaming.flume.sink.internal.batch;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.spark.streaming.flume.sink.internal.batch.ClientSession.Ticket;
import org.apache.spark.streaming.flume.sink.internal.guard.DeadlineTimer;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchOutcome.Result;

/**
 * What becomes of a poll outside a transaction: it is judged, waits again, fails, expires, or is
 * left by its client. However it ends, it is answered first; then the policy is told, if it had
 * accepted the poll; and what there is to be logged comes last. Thread-safe; never throws.
 */
final class PollDesk implements DeadlineTimer.Source {

  static final String STOPPING = "the sink is stopping";

  private static final String NOT_JUDGED = "the sink failed to judge this poll";

  private final PollQueue queue;
  private final AdmissionDesk admission;
  private final Supplier<ExtensionSet> extensions;
  private final OutcomeReports reports;
  private final DelayedErrors delayedErrors;
  private final BatchObserver observer;
  private final BatchLog log;
  private final Duration backoff;
  private final LongSupplier clock;

  PollDesk(
      PollQueue queue,
      AdmissionDesk admission,
      Supplier<ExtensionSet> extensions,
      OutcomeReports reports,
      DelayedErrors delayedErrors,
      BatchObserver observer,
      BatchLog log,
      Duration backoff,
      LongSupplier clock) {
    this.queue = queue;
    this.admission = admission;
    this.extensions = extensions;
    this.reports = reports;
    this.delayedErrors = delayedErrors;
    this.observer = observer;
    this.log = log;
    this.backoff = backoff;
    this.clock = clock;
  }

  /** Has the policy decide, on the thread of the caller. */
  void judge(Ticket ticket) {
    Decision decision = null;
    try {
      decision = decide(ticket);
      if (decision instanceof Decision.Admitted admitted) {
        letWait(ticket, admitted.poll());
      } else if (decision instanceof Decision.Refused refused) {
        refuse(ticket, refused);
      }
    } catch (Throwable t) {
      queue.remove(ticket);
      ticket.poll().answerError(NOT_JUDGED);
      if (decision instanceof Decision.Admitted admitted) {
        end(admitted.poll(), Result.ABORTED);
      }
      log.failed(ticket.poll(), NOT_JUDGED, t);
    }
  }

  /** Null if nobody waits for the poll any more. */
  private Decision decide(Ticket ticket) {
    if (!ticket.poll().isWaiting()) {
      queue.remove(ticket);
      return null;
    }
    ExtensionSet current = enterCurrent();
    ticket.judgedBy(current);
    Decision decision = null;
    try {
      decision = admission.decide(ticket.poll(), current);
      return decision;
    } finally {
      if (!(decision instanceof Decision.Admitted)) {
        current.leave();
      }
    }
  }

  /** Ends a poll whose judgement was cut off, so that nobody knows how far it had come. */
  void cutOff(Ticket ticket) {
    if (!ticket.isAdmitted()) {
      queue.remove(ticket);
      ticket.poll().answerError(NOT_JUDGED);
    }
  }

  private ExtensionSet enterCurrent() {
    ExtensionSet current = extensions.get();
    while (!current.enter()) {
      current = extensions.get();
    }
    return current;
  }

  private void letWait(Ticket ticket, AdmittedPoll admitted) {
    if (queue.admit(ticket, admitted)) {
      leaveIfGone(ticket, admitted);
      return;
    }
    // It has expired, its client has left, or the sink has been stopped meanwhile. Whoever took an
    // expired one out of the queue answers it.
    boolean stopped = queue.isStopped();
    if (stopped) {
      ticket.poll().answerError(STOPPING);
    }
    end(admitted, stopped ? Result.ABORTED : Result.EMPTY);
  }

  /** From the moment at which it waits, a poll may be another thread's. */
  private void leaveIfGone(Ticket ticket, AdmittedPoll admitted) {
    try {
      if (!ticket.poll().isWaiting() && queue.remove(ticket)) {
        end(admitted, Result.EMPTY);
      }
    } catch (Throwable t) {
      log.failed(t);
    }
  }

  private void refuse(Ticket ticket, Decision.Refused refused) {
    if (queue.remove(ticket)) {
      delayedErrors.answer(
          ticket.poll(), refused.reason(), clock.getAsLong() + refused.delay().toNanos());
      observer.refused();
      log.refused(ticket.poll(), refused.reason());
    }
  }

  /** Lets a claimed poll wait again, in front of the others. */
  void waitAgain(Ticket ticket) {
    if (!queue.unclaim(ticket)) {
      ticket.poll().answerError(STOPPING);
      end(ticket.admitted(), Result.ABORTED);
    } else if (!ticket.poll().isWaiting() && queue.remove(ticket)) {
      end(ticket.admitted(), Result.EMPTY);
    }
  }

  /** Answers a claimed poll with an error batch, after a pause. */
  void fail(Ticket ticket, String reason, Throwable failure) {
    queue.reporting(ticket, true);
    try {
      delayedErrors.answer(ticket.poll(), reason, clock.getAsLong() + backoff.toNanos());
      end(ticket.admitted(), Result.ABORTED);
    } finally {
      queue.reporting(ticket, false);
    }
    log.failed(ticket.poll(), reason, failure);
  }

  /** Ends a claimed poll whose client has left, or which has been answered meanwhile. */
  void leave(Ticket ticket) {
    end(ticket.admitted(), Result.ABORTED);
  }

  /** Ends a poll that waited when the sink stopped; on no transaction thread. */
  void stop(Ticket ticket) {
    ticket.poll().answerError(STOPPING);
    endAside(ticket, Result.ABORTED);
  }

  /** Ends a poll that waited on a connection that has ended; on no transaction thread. */
  void left(Ticket ticket) {
    endAside(ticket, Result.EMPTY);
  }

  /** Takes back what had been granted to a poll, which is judged anew. */
  void withdraw(AdmittedPoll admitted) {
    reports.reportAside(admitted.outcome().become(Result.EMPTY), () -> {});
  }

  /** Ends a claimed poll that is served by nobody because the sink stops. */
  void stopClaimed(Ticket ticket) {
    ticket.poll().answerError(STOPPING);
    end(ticket.admitted(), Result.ABORTED);
  }

  private void end(AdmittedPoll admitted, Result result) {
    reports.report(admitted.outcome().become(result));
  }

  private void endAside(Ticket ticket, Result result) {
    if (ticket.isAdmitted()) {
      reports.reportAside(ticket.admitted().outcome().become(result), () -> {});
    }
  }

  /** Answers the polls that have waited too long. */
  @Override
  public long fire(long now) {
    for (Ticket ticket = queue.takeExpired(now); ticket != null; ticket = queue.takeExpired(now)) {
      expire(ticket);
    }
    return queue.untilNextExpires(now);
  }

  private void expire(Ticket ticket) {
    if (!ticket.isAdmitted()) {
      ticket.poll().answerEmpty();
      return;
    }
    // The client may poll again at once, and the policy must have heard of this one by then.
    queue.reporting(ticket, true);
    ticket.poll().answerEmpty();
    Outcome outcome = ticket.admitted().outcome().become(Result.EMPTY);
    try {
      reports.reportAside(outcome, () -> queue.reporting(ticket, false));
    } catch (Throwable t) {
      // There was no memory even for that.
      reports.report(outcome);
      queue.reporting(ticket, false);
    }
  }
}
