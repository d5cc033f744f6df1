package io.github.flumespark.sql;

import io.github.flumespark.sql.read.BatchSource;
import io.github.flumespark.sql.read.EpochReader;
import io.github.flumespark.sql.segment.Segment;
import java.io.IOException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.PartitionReader;

/** Hands out the rows of one partition's share of an epoch. For one thread. */
final class FlumePartitionReader implements PartitionReader<InternalRow> {

  private final EpochReader epoch;
  private final BatchSource source;

  private final SegmentRows rows = new SegmentRows();

  FlumePartitionReader(EpochReader epoch, BatchSource source) {
    this.epoch = epoch;
    this.source = source;
  }

  @Override
  public boolean next() throws IOException {
    if (!rows.next()) {
      Segment segment = epoch.next();
      if (segment == null) {
        return false;
      }
      rows.begin(segment, epoch.firstRow());
      return rows.next();
    }
    return true;
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
