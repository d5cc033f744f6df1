package org.apache.spark.streaming.flume.sink.internal.metrics;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.apache.spark.streaming.flume.sink.internal.batch.BatchObserver;
import org.apache.spark.streaming.flume.sink.internal.rpc.ConnectionObserver;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchLimits;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchOutcome;
import org.apache.spark.streaming.flume.sink.spi.admission.PollRequest;

/**
 * Counts what happens in one run of a sink, Flume's own counters as Flume's own sinks keep them: an
 * event is attempted, and its batch complete or not, when it is sent, and a success only after the
 * commit. Thread-safe.
 */
public class SinkMetrics implements BatchObserver, ConnectionObserver {

  private final SparkSinkCounter counter;
  private final LongSupplier clock;
  private final LongAdder openBatches = new LongAdder();
  private final LongAdder openEvents = new LongAdder();
  private final ClientBook clients;

  /**
   * Counts into the given counter, which its owner starts and stops.
   *
   * @param clock the sink's, in nanoseconds
   */
  public SinkMetrics(SparkSinkCounter counter, LongSupplier clock) {
    this.counter = counter;
    this.clock = clock;
    this.clients = new ClientBook(clock);
  }

  /** Shows from now on what this run counts itself. */
  public void show() {
    counter.setOpenBatchCount(openBatches::sum);
    counter.setOpenEventCount(openEvents::sum);
    counter.clients(clients::rows);
  }

  /** Which clients never acknowledge, in words, once a minute; to be asked by one thread. */
  public List<String> complaints() {
    return clients.complaints();
  }

  @Override
  public void connected(String address) {
    clients.connected(address);
  }

  @Override
  public void disconnected(String address) {
    clients.disconnected(address);
  }

  @Override
  public void polled(PollRequest poll) {
    clients.polled(poll);
  }

  @Override
  public void sending(PollRequest poll, BatchLimits limits, int events, long bytes) {
    openBatches.increment();
    openEvents.add(events);
    clients.sending(poll, events);
    counter.addToEventDrainAttemptCount(events);
    counter.addToBytesSentCount(bytes);
    if (events < Math.min(poll.maxEvents(), limits.maxEvents())) {
      counter.incrementBatchUnderflowCount();
    } else {
      counter.incrementBatchCompleteCount();
    }
    waited(poll);
  }

  private void waited(PollRequest poll) {
    counter.addToPollWaitCount(clock.getAsLong() - poll.arrivedNanos());
  }

  @Override
  public void settled(BatchOutcome outcome) {
    if (outcome.result() == BatchOutcome.Result.EMPTY) {
      counter.incrementBatchEmptyCount();
      waited(outcome.poll());
    } else if (outcome.events() > 0) {
      settledBatch(outcome);
    }
  }

  private void settledBatch(BatchOutcome outcome) {
    openBatches.decrement();
    openEvents.add(-outcome.events());
    clients.settled(outcome);
    counter.addToBatchHoldCount(outcome.held().toNanos());
    switch (outcome.result()) {
      case ACKED -> {
        counter.addToEventDrainSuccessCount(outcome.events());
        counter.incrementAckedBatchCount();
        return;
      }
      case NACKED -> counter.incrementNackedBatchCount();
      case TIMED_OUT -> counter.incrementTimedOutBatchCount();
      default -> counter.incrementAbortedBatchCount();
    }
    counter.incrementEventWriteFail();
  }

  @Override
  public void refused() {
    counter.incrementRefusedPollCount();
  }

  @Override
  public void channelReadFailed() {
    counter.incrementChannelReadFail();
  }

  @Override
  public void lateSettlement() {
    counter.incrementLateAckCount();
  }

  @Override
  public void opened() {
    counter.incrementConnectionCreatedCount();
  }

  @Override
  public void closed() {
    counter.incrementConnectionClosedCount();
  }

  @Override
  public void failed() {
    counter.incrementConnectionFailedCount();
  }
}
