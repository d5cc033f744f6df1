package io.github.flumespark.sql;

import io.github.flumespark.client.ClientSettings;
import io.github.flumespark.sql.read.BatchSource;
import io.github.flumespark.sql.read.ConnectionPool;
import io.github.flumespark.sql.read.EpochReader;
import io.github.flumespark.sql.read.EpochTask;
import io.github.flumespark.sql.read.SinkSource;
import io.github.flumespark.sql.segment.PartitionId;
import io.github.flumespark.sql.segment.SegmentStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
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
  private final int batchSize;
  private final Duration pollTimeout;
  private final ClientSettings client;
  private final Broadcast<SerializableConfiguration> hadoop;

  FlumeReaderFactory(
      String root,
      int batchSize,
      Duration pollTimeout,
      ClientSettings client,
      Broadcast<SerializableConfiguration> hadoop) {
    this.root = root;
    this.batchSize = batchSize;
    this.pollTimeout = pollTimeout;
    this.client = client;
    this.hadoop = hadoop;
  }

  @Override
  public PartitionReader<InternalRow> createReader(InputPartition partition) {
    if (partition instanceof RealTimePartition realTime) {
      BatchSource source = source(realTime.task().from().id());
      return RealTimeMode.reader(realTime.task(), store(), source, batchSize);
    }
    return createReader(((FlumeInputPartition) partition).task());
  }

  FlumePartitionReader createReader(EpochTask task) {
    BatchSource source = source(task.share().id());
    EpochReader reader =
        new EpochReader(store(), task, source, batchSize, Clock.systemUTC(), System::nanoTime);
    return new FlumePartitionReader(reader, source);
  }

  private BatchSource source(PartitionId id) {
    return new SinkSource(id.sink(), client, pollTimeout, ConnectionPool.shared());
  }

  private SegmentStore store() {
    try {
      return ExecutorStores.of(root, hadoop.value().value());
    } catch (IOException e) {
      throw new UncheckedIOException("Can't reach the segments below " + root, e);
    }
  }
}
