package io.github.flumespark.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.util.SerializableConfiguration;

/** Makes the readers, in the executors. */
final class FlumeReaderFactory implements PartitionReaderFactory {

  private static final long serialVersionUID = 1;

  private final String root;
  private final FlumeOptions options;
  private final Broadcast<SerializableConfiguration> hadoop;

  FlumeReaderFactory(
      String root, FlumeOptions options, Broadcast<SerializableConfiguration> hadoop) {
    this.root = root;
    this.options = options;
    this.hadoop = hadoop;
  }

  @Override
  public PartitionReader<InternalRow> createReader(InputPartition inputPartition) {
    FlumeInputPartition partition = (FlumeInputPartition) inputPartition;
    try {
      SegmentStore store = new SegmentStore(root, hadoop.value().value());
      BatchSource source = new SinkPoller(partition.id().sink(), options, ConnectionPool.shared());
      return new FlumePartitionReader(
          new EpochReader(store, partition, source, options, Clock.systemUTC()), source);
    } catch (IOException e) {
      throw new UncheckedIOException("Can't reach the segments below " + root, e);
    }
  }
}
