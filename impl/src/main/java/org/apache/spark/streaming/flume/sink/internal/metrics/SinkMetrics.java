package org.apache.spark.streaming.flume.sink.internal.metrics;

import org.apache.flume.instrumentation.SinkCounter;
import org.apache.spark.streaming.flume.sink.internal.batch.BatchObserver;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchOutcome;

/**
 * Keeps Flume's counters of a sink as Flume's own sinks keep them: an event is attempted when it is
 * sent, and a success only after the commit. Thread-safe.
 */
public class SinkMetrics implements BatchObserver {

  private final SinkCounter counter;

  /** Counts into the given counter, which its owner starts and stops. */
  public SinkMetrics(SinkCounter counter) {
    this.counter = counter;
  }

  @Override
  public void sending(int events, long bytes) {
    counter.addToEventDrainAttemptCount(events);
  }

  @Override
  public void settled(BatchOutcome outcome) {
    switch (outcome.result()) {
      case ACKED -> {
        counter.addToEventDrainSuccessCount(outcome.events());
        if (outcome.events() < Math.min(outcome.poll().maxEvents(), outcome.limits().maxEvents())) {
          counter.incrementBatchUnderflowCount();
        } else {
          counter.incrementBatchCompleteCount();
        }
      }
      case EMPTY -> counter.incrementBatchEmptyCount();
      default -> {
        if (outcome.events() > 0) {
          counter.incrementEventWriteFail();
        }
      }
    }
  }

  @Override
  public void channelReadFailed() {
    counter.incrementChannelReadFail();
  }
}
