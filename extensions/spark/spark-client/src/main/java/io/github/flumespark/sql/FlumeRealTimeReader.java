package io.github.flumespark.sql;

import io.github.flumespark.sql.read.BatchSource;
import io.github.flumespark.sql.read.Position;
import io.github.flumespark.sql.read.RealTimeReader;
import io.github.flumespark.sql.segment.Segment;
import java.io.IOException;
import java.time.Duration;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.streaming.PartitionOffset;
import org.apache.spark.sql.connector.read.streaming.SupportsRealTimeRead;
import org.apache.spark.util.TaskCompletionListener;

/** Hands out the rows of one partition as they come. For one thread. */
final class FlumeRealTimeReader implements SupportsRealTimeRead<InternalRow> {

  private final RealTimeReader epoch;
  private final BatchSource source;
  private final SegmentRows rows = new SegmentRows();

  FlumeRealTimeReader(RealTimeReader epoch, BatchSource source) {
    this.epoch = epoch;
    this.source = source;
    // Spark wraps the reader in one that doesn't close it.
    TaskContext.get().addTaskCompletionListener((TaskCompletionListener) task -> close());
  }

  /** As Spark 4.2 asks. */
  @Override
  public RecordStatus nextWithTimeout(Long startMillis, Long timeoutMillis) throws IOException {
    return nextWithTimeout(timeoutMillis);
  }

  /** As Spark 4.1 asks. */
  public RecordStatus nextWithTimeout(Long timeoutMillis) throws IOException {
    if (!rows.next()) {
      Segment segment = epoch.next(Duration.ofMillis(timeoutMillis));
      if (segment == null) {
        return RecordStatus.newStatusWithoutArrivalTime(false);
      }
      rows.begin(segment, epoch.current().row());
      rows.next();
    }
    return RecordStatus.newStatusWithArrivalTimeMs(rows.receivedMillis());
  }

  @Override
  public PartitionOffset getOffset() {
    if (rows.hasMore()) {
      Position present = epoch.current();
      return new RealTimeEnd(
          new Position(present.id(), present.epoch(), present.segment(), rows.given()), false);
    }
    return new RealTimeEnd(epoch.following(), epoch.isFinished());
  }

  @Override
  public boolean next() {
    throw new UnsupportedOperationException("Real-time Mode calls nextWithTimeout");
  }

  @Override
  public InternalRow get() {
    return rows.row();
  }

  @Override
  public CustomTaskMetric[] currentMetricsValues() {
    return SourceMetrics.of(epoch.counters());
  }

  @Override
  public void close() {
    source.close();
  }
}
