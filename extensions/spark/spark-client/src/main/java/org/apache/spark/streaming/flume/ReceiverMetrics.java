package org.apache.spark.streaming.flume;

import com.codahale.metrics.Counter;
import com.codahale.metrics.MetricRegistry;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkEnv;
import org.apache.spark.metrics.MetricsSystem;
import org.apache.spark.metrics.source.Source;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a receiver counts, for Spark's metrics system; {@code flume-stream-0} is the source of the
 * first stream. Says in the log once a minute what has come. Thread-safe.
 */
final class ReceiverMetrics implements Source {

  private static final long PROGRESS_NANOS = TimeUnit.MINUTES.toNanos(1);

  private static final Logger LOG = LoggerFactory.getLogger(ReceiverMetrics.class);

  private final String name;
  private final MetricRegistry registry = new MetricRegistry();
  private final Counter events = registry.counter("events");
  private final Counter acked = registry.counter("batchesAcked");
  private final Counter nacked = registry.counter("batchesNacked");
  private final Counter empty = registry.counter("batchesEmpty");
  private final Counter storeFailures = registry.counter("storeFailures");
  private final Counter ackFailures = registry.counter("ackFailures");
  private final Counter refused = registry.counter("pollsRefused");
  private final Counter connects = registry.counter("connectionsMade");
  private final Counter lost = registry.counter("connectionsLost");
  private volatile boolean isRemoved;
  private long toldAt = System.nanoTime();
  private long toldEvents;

  ReceiverMetrics(int streamId) {
    this.name = "flume-stream-" + streamId;
  }

  /**
   * Spark removes all metrics whose names begin with this one: the dot keeps it from those of
   * streams 10 to 19 when stream 1 ends.
   */
  @Override
  public String sourceName() {
    return isRemoved ? name + "." : name;
  }

  @Override
  public MetricRegistry metricRegistry() {
    return registry;
  }

  void register() {
    SparkEnv spark = SparkEnv.get();
    if (spark != null) {
      spark.metricsSystem().registerSource(this);
    }
  }

  /** A receiver may be stopped after Spark. */
  void unregister() {
    SparkEnv spark = SparkEnv.get();
    if (spark != null) {
      removeFrom(spark.metricsSystem());
    }
  }

  void removeFrom(MetricsSystem system) {
    isRemoved = true;
    system.removeSource(this);
  }

  void acked(int count) {
    events.inc(count);
    acked.inc();
    tellProgress();
  }

  void nacked() {
    nacked.inc();
  }

  void empty() {
    empty.inc();
    tellProgress();
  }

  void storeFailed() {
    storeFailures.inc();
  }

  void ackFailed() {
    ackFailures.inc();
  }

  void refused() {
    refused.inc();
  }

  void connected() {
    connects.inc();
  }

  void connectionLost() {
    lost.inc();
  }

  private void tellProgress() {
    long now = System.nanoTime();
    long before;
    synchronized (this) {
      if (now - toldAt < PROGRESS_NANOS) {
        return;
      }
      toldAt = now;
      before = toldEvents;
      toldEvents = events.getCount();
    }
    if (events.getCount() > before) {
      LOG.info("{}: {}", name, this);
    }
  }

  @Override
  public String toString() {
    return "%d events in %d batches acknowledged, %d batches given back, %d connections lost"
        .formatted(events.getCount(), acked.getCount(), nacked.getCount(), lost.getCount());
  }
}
