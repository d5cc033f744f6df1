package org.apache.spark.streaming.flume.sink.internal.batch;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.spark.streaming.flume.sink.internal.guard.LogLimit;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchOutcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What clients say of batches: each call is answered, and the first one wins. Never blocks. */
final class Acknowledgements {

  private static final Logger LOG = LoggerFactory.getLogger(Acknowledgements.class);

  /** A client can repeat itself as fast as it likes. */
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(1);

  private static final int LONGEST_NUMBER_IN_LOG = 128;

  private final String sinkName;
  private final Ledger ledger;
  private final BatchObserver observer;
  private final LogLimit late;

  Acknowledgements(String sinkName, Ledger ledger, BatchObserver observer, LongSupplier clock) {
    this.sinkName = sinkName;
    this.ledger = ledger;
    this.observer = observer;
    this.late = new LogLimit(BETWEEN_LINES, clock);
  }

  void settle(String number, OpenBatch.Settlement how, BatchEngine.SettlementListener listener) {
    OpenBatch batch = ledger.find(number);
    if (batch == null || !batch.settle(how)) {
      noteLate(number, how);
    }
    if (batch == null) {
      listener.settled();
      return;
    }
    batch
        .finished()
        .whenComplete(
            (result, failure) -> {
              // Spark 2.4's only thread dies of an error in answer to a nack, so that has none.
              if (failure != null && how == OpenBatch.Settlement.ACKED) {
                listener.failed(failure.getMessage());
              } else {
                listener.settled();
              }
            });
  }

  /** An empty batch has no number, and clients that acknowledge it mean no harm. */
  private void noteLate(String number, OpenBatch.Settlement how) {
    if (number.isEmpty()) {
      return;
    }
    observer.lateSettlement();
    long times = late.note();
    if (times > 0) {
      BatchOutcome.Result past = ledger.pastResult(number);
      LOG.warn(
          "Sink {}: {} for batch {} has no effect: {} ({} late answers since the last such line)",
          sinkName,
          how == OpenBatch.Settlement.ACKED ? "an ack" : "a nack",
          printable(number),
          past == null ? "it is not an open batch of this sink" : "it was already " + past,
          times);
    }
  }

  /** A number comes from a client: it may be long, and must not break the log's lines. */
  private static String printable(String number) {
    boolean tooLong = number.length() > LONGEST_NUMBER_IN_LOG;
    String cut = tooLong ? number.substring(0, LONGEST_NUMBER_IN_LOG) + "..." : number;
    return cut.replaceAll("[^\\x21-\\x7e]", "?");
  }
}
