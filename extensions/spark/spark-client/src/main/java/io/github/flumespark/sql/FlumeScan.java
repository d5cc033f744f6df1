package io.github.flumespark.sql;

import io.github.flumespark.sql.options.FlumeOptions;
import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;
import org.apache.spark.sql.types.StructType;

/** A query's read of the sinks. */
final class FlumeScan implements Scan {

  private final FlumeOptions options;

  FlumeScan(FlumeOptions options) {
    this.options = options;
  }

  @Override
  public StructType readSchema() {
    return EventRow.SCHEMA;
  }

  @Override
  public String description() {
    return "flume " + options;
  }

  @Override
  public MicroBatchStream toMicroBatchStream(String checkpointLocation) {
    return RealTimeMode.isThere()
        ? RealTimeMode.stream(checkpointLocation, options)
        : new FlumeMicroBatchStream(checkpointLocation, options);
  }

  /** A batch query has no checkpoint, so what it polled would be lost with its first failure. */
  @Override
  public Batch toBatch() {
    throw noBatch();
  }

  static UnsupportedOperationException noBatch() {
    return new UnsupportedOperationException(
        "The flume source is a stream: use spark.readStream() rather than spark.read() or SELECT,"
            + " with Trigger.AvailableNow() to read what is there and end");
  }

  @Override
  public CustomMetric[] supportedCustomMetrics() {
    return SourceMetrics.all();
  }
}
