package io.github.flumespark.sql;

import io.github.flumespark.sql.options.FlumeOptions;
import io.github.flumespark.sql.read.BatchSource;
import io.github.flumespark.sql.read.RealTimeReader;
import io.github.flumespark.sql.read.RealTimeTask;
import io.github.flumespark.sql.segment.SegmentStore;
import java.time.Clock;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;

/**
 * The one way to the classes that need interfaces of Spark 4.1: on an earlier Spark nobody may load
 * them. Stateless.
 */
final class RealTimeMode {

  private static final boolean IS_THERE =
      isClass("org.apache.spark.sql.connector.read.streaming.SupportsRealTimeMode");

  private RealTimeMode() {}

  private static boolean isClass(String name) {
    try {
      Class.forName(name, false, RealTimeMode.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /** Whether this Spark has it. */
  static boolean isThere() {
    return IS_THERE;
  }

  static MicroBatchStream stream(String root, FlumeOptions options) {
    return new FlumeRealTimeStream(root, options);
  }

  /** A reader that closes the source when its task ends. */
  static PartitionReader<InternalRow> reader(
      RealTimeTask task, SegmentStore store, BatchSource source, int batchSize) {
    return new FlumeRealTimeReader(
        new RealTimeReader(store, task, source, batchSize, Clock.systemUTC(), System::nanoTime),
        source);
  }
}
