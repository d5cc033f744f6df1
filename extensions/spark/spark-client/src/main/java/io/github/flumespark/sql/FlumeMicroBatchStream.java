package io.github.flumespark.sql;

import io.github.flumespark.client.SinkAddress;
import io.github.flumespark.sql.options.FlumeOptions;
import io.github.flumespark.sql.options.TriggerLimits;
import io.github.flumespark.sql.plan.FlumeOffset;
import io.github.flumespark.sql.read.Share;
import io.github.flumespark.sql.segment.EpochStore;
import io.github.flumespark.sql.segment.PartitionId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;
import org.apache.spark.sql.connector.read.streaming.Offset;
import org.apache.spark.sql.connector.read.streaming.ReadLimit;
import org.apache.spark.sql.connector.read.streaming.ReportsSourceMetrics;
import org.apache.spark.sql.connector.read.streaming.SupportsTriggerAvailableNow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The driver's side of a query: decides on epochs, plans their partitions, and removes what is
 * processed. It moves no events. Called by the query's thread.
 */
class FlumeMicroBatchStream
    implements MicroBatchStream, SupportsTriggerAvailableNow, ReportsSourceMetrics {

  private static final Logger LOG = LoggerFactory.getLogger(FlumeMicroBatchStream.class);

  final String root;
  final FlumeOptions options;

  /** Null until it begins; see {@link SourceRun}. */
  private SourceRun run;

  private boolean toTheEnd;

  /** That the directory belongs to the checkpoint. */
  private boolean isKnown;

  private long committed;

  /** The last epoch of which a micro-batch was begun here. */
  private long opened = -1;

  /** The last epoch that a progress has shown. */
  private long counted = -1;

  /**
   * Makes a stream; nothing is begun yet.
   *
   * @param root the source's own directory under the query's checkpoint
   */
  FlumeMicroBatchStream(String root, FlumeOptions options) {
    this.root = root;
    this.options = options;
  }

  final SourceRun run() {
    if (run == null) {
      run = SourceRun.begin(root, options);
      if (toTheEnd) {
        run.planner().drain();
      }
    }
    return run;
  }

  @Override
  public Offset initialOffset() {
    return FlumeOffset.INITIAL;
  }

  @Override
  public Offset deserializeOffset(String json) {
    return FlumeOffset.parse(json);
  }

  static FlumeOffset flume(Offset offset) {
    return offset instanceof FlumeOffset known ? known : FlumeOffset.parse(offset.json());
  }

  /** All, or what the options allow. */
  @Override
  public ReadLimit getDefaultReadLimit() {
    return ReadLimits.of(options.limits());
  }

  @Override
  public void prepareForTriggerAvailableNow() {
    toTheEnd = true;
  }

  @Override
  public Offset latestOffset(Offset start, ReadLimit limit) {
    TriggerLimits limits = ReadLimits.read(limit, options.limits());
    checkDirectory(flume(start));
    try {
      return run().planner().next(flume(start), limits);
    } catch (IOException e) {
      throw new UncheckedIOException("Can't read the segments below " + root, e);
    } catch (InterruptedException e) {
      // The query is being stopped.
      Thread.currentThread().interrupt();
      return start;
    }
  }

  /**
   * An offset of an earlier run has its segments in the source's directory. Spark gives another one
   * to a source that was given a name, say, and keeps the offset: to go on would be to leave behind
   * what was acknowledged.
   */
  final void checkDirectory(FlumeOffset known) {
    if (isKnown) {
      return;
    }
    try {
      EpochStore store = run().store();
      // The first epoch's directory is made after its offset is logged.
      if (known.epoch() > 0 && (run().isNew() || (known.epoch() > 1 && store.isEmpty()))) {
        store.forget();
        throw new IllegalStateException(
            ("The checkpoint says that this stream is at epoch %d, but its directory, %s, knows"
                    + " nothing of that: events that were acknowledged may lie in another one. A"
                    + " stream that has a checkpoint can't be given a name, or another place among"
                    + " the query's sources: go on without, or let it end with"
                    + " Trigger.AvailableNow and begin with a new checkpoint")
                .formatted(known.epoch(), root));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Can't read the segments below " + root, e);
    }
    isKnown = true;
  }

  /** Spark asks by this one only of a source without admission control. */
  @Override
  public Offset latestOffset() {
    throw new UnsupportedOperationException("latestOffset(start, limit) is the one to call");
  }

  @Override
  public Offset reportLatestOffset() {
    return run == null ? null : run.planner().latest();
  }

  @Override
  public InputPartition[] planInputPartitions(Offset start, Offset end) {
    FlumeOffset last = flume(end);
    checkDirectory(last);
    long epoch = last.epoch();
    long before = flume(start).epoch();
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
    open(epoch);
    ExecutorLocations locations = ExecutorLocations.now();
    Set<SinkAddress> seen = new HashSet<>();
    List<InputPartition> partitions = new ArrayList<>();
    int rounds = locations.rounds(last.shares().size());
    for (Share share : last.shares()) {
      partitions.add(
          new FlumeInputPartition(
              run()
                  .planner()
                  .task(
                      epoch,
                      share,
                      flume(start).following(share.id()),
                      seen.add(share.id().sink()),
                      rounds),
              locations.of(index(share.id()))));
    }
    return partitions.toArray(InputPartition[]::new);
  }

  final void open(long epoch) {
    try {
      run().store().open(epoch);
      opened = epoch;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Can't prepare epoch %d below %s: %s".formatted(epoch, root, e.getMessage()), e);
    }
  }

  /**
   * The same for a partition each time; -1 for one that the options have no more. The first
   * connections of all sinks follow each other: where little comes, no others are read.
   */
  final int index(PartitionId id) {
    int sink = options.sinks().indexOf(id.sink());
    return sink < 0 ? -1 : id.connection() * options.sinks().size() + sink;
  }

  @Override
  public PartitionReaderFactory createReaderFactory() {
    return new FlumeReaderFactory(
        root, options.batchSize(), options.pollTimeout(), run().client(), run().hadoop());
  }

  /** The micro-batch is in Spark's commit log: nobody will ask for its events again. */
  @Override
  public void commit(Offset end) {
    committed = flume(end).settled();
    run().planner().batchBegun();
    try {
      run().store().removeUpTo(committed);
    } catch (IOException e) {
      // The next commit removes them as well.
      LOG.warn("Could not remove the segments up to epoch {} below {}", committed, root, e);
    }
  }

  /** What the query's progress shows of the source: called when a micro-batch has ended. */
  @Override
  public Map<String, String> metrics(Optional<Offset> latestConsumed) {
    if (run == null) {
      return Map.of();
    }
    boolean isNew = false;
    if (latestConsumed.isPresent()) {
      FlumeOffset end = flume(latestConsumed.get());
      try {
        run.planner().conclude(end);
        run.planner().batchEnded();
        // Not so that of a micro-batch before this one, or before the query's start.
        isNew = end.epoch() > counted && end.epoch() <= opened;
        if (isNew) {
          counted = end.epoch();
          run.gauges().read(run.planner().totals().events(), run.planner().totals().bytes());
        }
      } catch (IOException e) {
        // The next micro-batch looks again, and fails if it must.
        LOG.warn("Could not look up how epoch {} has gone below {}", end.epoch(), root, e);
      }
    }
    return run.planner().metrics(isNew);
  }

  @Override
  public void stop() {
    if (run != null) {
      run.close();
    }
  }

  @Override
  public String toString() {
    return "flume[" + options + "]";
  }
}
