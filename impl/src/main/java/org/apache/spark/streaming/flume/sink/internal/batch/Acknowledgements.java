package org.apache.spark.streaming.flume.sink.internal.batch;

import java.util.function.LongSupplier;
import org.apache.spark.streaming.flume.sink.internal.guard.DeadlineTimer;
import org.apache.spark.streaming.flume.sink.internal.guard.LimitedLog;
import org.apache.spark.streaming.flume.sink.internal.guard.SinkLog;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchOutcome;
import org.slf4j.event.Level;

/** What clients say of batches: each call is answered, and the first one wins. Never blocks. */
final class Acknowledgements {

  private static final int LONGEST_NUMBER_IN_LOG = 128;

  private final Ledger ledger;
  private final BatchObserver observer;
  private final LimitedLog late;

  Acknowledgements(
      String sinkName,
      Ledger ledger,
      BatchObserver observer,
      DeadlineTimer timer,
      LongSupplier clock) {
    this.ledger = ledger;
    this.observer = observer;
    SinkLog log = SinkLog.of(Acknowledgements.class, sinkName);
    // A client can repeat itself as fast as it likes.
    this.late = new LimitedLog(log, Level.WARN, LimitedLog.A_SECOND, clock).timedBy(timer);
  }

  void settle(String number, OpenBatch.Settlement how, SettlementListener listener) {
    OpenBatch batch = ledger.find(number);
    boolean late = batch == null || !batch.settle(how);
    if (batch == null) {
      listener.settled();
    } else {
      batch.whenFinished(failure -> answer(how, failure, listener));
    }
    if (late) {
      noteLate(number, how);
    }
  }

  private static void answer(
      OpenBatch.Settlement how, Throwable failure, SettlementListener listener) {
    // Spark 2.4's only thread dies of an error in answer to a nack, so that has none.
    if (failure != null && how == OpenBatch.Settlement.ACKED) {
      listener.failed(failure.getMessage());
    } else {
      listener.settled();
    }
  }

  /** An empty batch has no number, and clients that acknowledge it mean no harm. */
  private void noteLate(String number, OpenBatch.Settlement how) {
    if (number.isEmpty()) {
      return;
    }
    observer.lateSettlement();
    BatchOutcome.Result past = ledger.pastResult(number);
    late.write(
        "{} for batch {} has no effect: {}",
        how == OpenBatch.Settlement.ACKED ? "an ack" : "a nack",
        new Printable(number),
        past == null ? "it is not an open batch of this sink" : "it was already " + past);
  }

  /** A number comes from a client: it may be long, and must not break the log's lines. */
  private record Printable(String number) {

    @Override
    public String toString() {
      boolean tooLong = number.length() > LONGEST_NUMBER_IN_LOG;
      String cut = tooLong ? number.substring(0, LONGEST_NUMBER_IN_LOG) + "..." : number;
      return cut.replaceAll("[^\\x21-\\x7e]", "?");
    }
  }
}
