package io.github.flumespark.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;
import org.apache.spark.sql.connector.read.streaming.Offset;
import org.apache.spark.sql.connector.read.streaming.ReadLimit;
import org.apache.spark.sql.connector.read.streaming.ReportsSourceMetrics;
import org.apache.spark.sql.connector.read.streaming.SupportsTriggerAvailableNow;
import org.apache.spark.util.SerializableConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The driver's side of a query: decides on epochs, plans their partitions, and removes what is
 * processed. It moves no events. Called by the query's thread, but for {@code metrics} and {@code
 * stop}.
 */
final class FlumeMicroBatchStream
    implements MicroBatchStream, SupportsTriggerAvailableNow, ReportsSourceMetrics {

  private static final Logger LOG = LoggerFactory.getLogger(FlumeMicroBatchStream.class);

  /** A task that has been writing one batch for so long is none. */
  private static final long ABANDONED_MILLIS = 3_600_000;

  private final String root;
  private final FlumeOptions options;
  private final SegmentStore store;
  private final Broadcast<SerializableConfiguration> hadoop;
  private final EpochPlanner planner;

  private boolean toTheEnd;
  private long committed;

  /**
   * Makes a stream.
   *
   * @param root the source's own directory under the query's checkpoint
   */
  FlumeMicroBatchStream(String root, FlumeOptions options) {
    this.root = root;
    this.options = options;
    JavaSparkContext spark = new JavaSparkContext(SparkSession.active().sparkContext());
    Configuration configuration = spark.hadoopConfiguration();
    try {
      this.store = new SegmentStore(root, configuration);
      store.sweep(System.currentTimeMillis() - ABANDONED_MILLIS);
    } catch (IOException e) {
      throw new UncheckedIOException("Can't use the checkpoint " + root, e);
    }
    this.hadoop = spark.broadcast(new SerializableConfiguration(configuration));
    this.planner = new EpochPlanner(options, store);
  }

  @Override
  public Offset initialOffset() {
    return FlumeOffset.INITIAL;
  }

  @Override
  public Offset deserializeOffset(String json) {
    return FlumeOffset.parse(json);
  }

  /** All, or as many as the option {@code maxEventsPerTrigger} says. */
  @Override
  public ReadLimit getDefaultReadLimit() {
    long max = options.maxEventsPerTrigger();
    return max == 0 ? ReadLimit.allAvailable() : ReadLimit.maxRows(max);
  }

  @Override
  public void prepareForTriggerAvailableNow() {
    toTheEnd = true;
    planner.drain();
  }

  @Override
  public Offset latestOffset(Offset start, ReadLimit limit) {
    try {
      return planner.next((FlumeOffset) start, ReadLimits.maxRows(limit));
    } catch (IOException e) {
      throw new UncheckedIOException("Can't read the segments below " + root, e);
    } catch (InterruptedException e) {
      // The query is being stopped.
      Thread.currentThread().interrupt();
      return start;
    }
  }

  /** Spark asks by this one only of a source without admission control. */
  @Override
  public Offset latestOffset() {
    throw new UnsupportedOperationException("latestOffset(start, limit) is the one to call");
  }

  @Override
  public InputPartition[] planInputPartitions(Offset start, Offset end) {
    FlumeOffset last = (FlumeOffset) end;
    long epoch = last.epoch();
    long before = ((FlumeOffset) start).epoch();
    if (epoch == before) {
      return new InputPartition[0];
    }
    if (epoch != before + 1) {
      throw new IllegalArgumentException(
          "A micro-batch is one epoch, but this one is from %d to %d".formatted(before, epoch));
    }
    if (epoch <= committed) {
      // A data frame that foreachBatch has kept, say. To poll for it would take events from the
      // stream.
      throw new IllegalStateException(
          "Epoch " + epoch + " is over, and its events are removed: read a batch while it runs");
    }
    try {
      store.open(epoch);
    } catch (IOException e) {
      throw new UncheckedIOException("Can't prepare epoch " + epoch + " below " + root, e);
    }
    InputPartition[] partitions = new InputPartition[last.partitions().size()];
    for (int i = 0; i < partitions.length; i++) {
      PartitionId id = last.partitions().get(i);
      partitions[i] = new FlumeInputPartition(epoch, id, last.share(i), options.has(id), toTheEnd);
    }
    return partitions;
  }

  @Override
  public PartitionReaderFactory createReaderFactory() {
    return new FlumeReaderFactory(root, options, hadoop);
  }

  /** The micro-batch is in Spark's commit log: nobody will ask for its events again. */
  @Override
  public void commit(Offset end) {
    committed = ((FlumeOffset) end).epoch();
    try {
      store.removeUpTo(committed);
    } catch (IOException e) {
      // The next commit removes them as well.
      LOG.warn("Could not remove the segments up to epoch {} below {}", committed, root, e);
    }
  }

  /** What the query's progress shows of the source. */
  @Override
  public Map<String, String> metrics(Optional<Offset> latestConsumed) {
    return planner.metrics();
  }

  @Override
  public void stop() {
    planner.close();
    hadoop.unpersist();
  }

  @Override
  public String toString() {
    return "flume[" + options + "]";
  }
}
