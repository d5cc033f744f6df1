package io.github.flumespark.sql;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.spark.SparkEnv;
import org.apache.spark.metrics.source.Source;

/**
 * A query's source in Spark's metrics system, and so with Prometheus, JMX and whatever else is
 * configured there. Thread-safe.
 */
final class SourceGauges implements Source {

  private final String name;
  private final MetricRegistry registry = new MetricRegistry();
  private final AtomicLong events = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private volatile boolean isRemoved;

  /**
   * Makes the gauges.
   *
   * @param query its name
   * @param source the number of the source in the query
   * @param live what is known at the moment, by any thread
   */
  SourceGauges(String query, String source, Supplier<Map<String, String>> live) {
    this.name = "flume-source-%s-%s".formatted(query, source);
    registry.register("eventsRead", (Gauge<Long>) events::get);
    registry.register("bytesRead", (Gauge<Long>) bytes::get);
    for (String gauge : new String[] {"eventsBehind", "sinksUp", "sinksDown"}) {
      registry.register(gauge, (Gauge<Long>) () -> number(live.get().get(gauge)));
    }
  }

  /** -1 for what is not known. */
  private static long number(String value) {
    return value == null ? -1 : Long.parseLong(value);
  }

  void read(long moreEvents, long moreBytes) {
    events.addAndGet(moreEvents);
    bytes.addAndGet(moreBytes);
  }

  /** Spark removes all whose names begin with this one: the dot keeps it to this source's own. */
  @Override
  public String sourceName() {
    return isRemoved ? name + "." : name;
  }

  @Override
  public MetricRegistry metricRegistry() {
    return registry;
  }

  void register() {
    SparkEnv.get().metricsSystem().registerSource(this);
  }

  /** A query may be stopped after Spark. */
  void remove() {
    isRemoved = true;
    SparkEnv spark = SparkEnv.get();
    if (spark != null) {
      spark.metricsSystem().removeSource(this);
    }
  }
}
