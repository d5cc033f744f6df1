package io.github.flumespark.sql;

import io.github.flumespark.sql.options.FlumeOptions;
import io.github.flumespark.sql.plan.FlumeOffset;
import io.github.flumespark.sql.read.Position;
import io.github.flumespark.sql.read.RealTimeTask;
import io.github.flumespark.sql.segment.PartitionId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.streaming.Offset;
import org.apache.spark.sql.connector.read.streaming.PartitionOffset;
import org.apache.spark.sql.connector.read.streaming.ReadLimit;
import org.apache.spark.sql.connector.read.streaming.SupportsRealTimeMode;

/**
 * The driver's side of a query that may be one in Real-time Mode: then an epoch is as long as the
 * trigger says, all sinks take part in each, and Spark logs its offset only when it is over. Called
 * by the query's thread.
 */
final class FlumeRealTimeStream extends FlumeMicroBatchStream implements SupportsRealTimeMode {

  private boolean isRealTime;

  /** The present epoch, and where its partitions begin. */
  private long planned;

  private final Map<PartitionId, Position> begun = new TreeMap<>();

  FlumeRealTimeStream(String root, FlumeOptions options) {
    super(root, options);
  }

  @Override
  public void prepareForRealTimeMode() {
    options.checkRealTime();
    isRealTime = true;
  }

  /** In Real-time Mode nobody knows before its end how far a micro-batch will come. */
  @Override
  public Offset latestOffset(Offset start, ReadLimit limit) {
    if (!isRealTime) {
      return super.latestOffset(start, limit);
    }
    FlumeOffset known = flume(start);
    checkDirectory(known);
    try {
      run().planner().observe(known);
    } catch (IOException e) {
      throw new UncheckedIOException("Can't read the segments below " + root, e);
    } catch (InterruptedException e) {
      // The query is being stopped.
      Thread.currentThread().interrupt();
    }
    return known;
  }

  @Override
  public InputPartition[] planInputPartitions(Offset start) {
    FlumeOffset known = flume(start);
    checkDirectory(known);
    open(known.epoch() + 1);
    ExecutorLocations locations = ExecutorLocations.now();
    List<InputPartition> partitions = new ArrayList<>();
    planned = known.epoch() + 1;
    begun.clear();
    try {
      for (RealTimeTask task : run().planner().realTimeTasks(known)) {
        begun.put(task.from().id(), task.from());
        partitions.add(new RealTimePartition(task, locations.of(index(task.from().id()))));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Can't read the segments below " + root, e);
    }
    return partitions.toArray(InputPartition[]::new);
  }

  @Override
  public Offset mergeOffsets(PartitionOffset[] ends) {
    return merge(planned, begun, ends);
  }

  /**
   * Where an epoch has ended. One in which nothing was read goes on with the next micro-batch: two
   * offsets that are the same tell Spark, and with it {@code processAllAvailable}, that there is
   * nothing more.
   */
  static FlumeOffset merge(long epoch, Map<PartitionId, Position> begun, PartitionOffset... ends) {
    // What a query did not look at to its end, as with a limit, is still to be read.
    Map<PartitionId, Position> positions = new TreeMap<>(begun);
    boolean isRead = false;
    for (PartitionOffset end : ends) {
      RealTimeEnd realTime = (RealTimeEnd) end;
      Position position = realTime.position();
      if (realTime.isFinished()) {
        positions.remove(position.id());
      } else {
        positions.put(position.id(), position);
      }
      isRead |= position.isBeyond(Position.startOf(position.id(), epoch));
    }
    return FlumeOffset.realTime(isRead ? epoch : epoch - 1, List.copyOf(positions.values()));
  }
}
