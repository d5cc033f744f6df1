package io.github.flumespark.sql;

import io.github.flumespark.client.ClientEvent;
import io.github.flumespark.sql.read.BatchSource;
import io.github.flumespark.sql.read.EpochReader;
import io.github.flumespark.sql.segment.Segment;
import java.io.IOException;
import java.util.Collections;
import java.util.Iterator;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.unsafe.types.UTF8String;

/** Hands out the rows of one partition's share of an epoch. For one thread. */
final class FlumePartitionReader implements PartitionReader<InternalRow> {

  private final EpochReader epoch;
  private final BatchSource source;

  private Iterator<ClientEvent> events = Collections.emptyIterator();
  private UTF8String sink;
  private UTF8String sequence;
  private long receivedMicros;
  private InternalRow row;

  FlumePartitionReader(EpochReader epoch, BatchSource source) {
    this.epoch = epoch;
    this.source = source;
  }

  @Override
  public boolean next() throws IOException {
    if (!events.hasNext()) {
      Segment segment = epoch.next();
      if (segment == null) {
        return false;
      }
      sink = UTF8String.fromString(segment.header().sink());
      sequence = UTF8String.fromString(segment.header().sequence());
      receivedMicros = segment.header().receivedMicros();
      events = segment.events().iterator();
    }
    row = new EventRow(events.next(), sink, sequence, receivedMicros);
    return true;
  }

  @Override
  public InternalRow get() {
    return row;
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
