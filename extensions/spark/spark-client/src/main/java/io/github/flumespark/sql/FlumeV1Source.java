package io.github.flumespark.sql;

import io.github.flumespark.sql.plan.FlumeOffset;
import io.github.flumespark.sql.read.EpochTask;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.streaming.ReadLimit;
import org.apache.spark.sql.connector.read.streaming.ReportsSourceMetrics;
import org.apache.spark.sql.connector.read.streaming.SupportsTriggerAvailableNow;
import org.apache.spark.sql.execution.streaming.Offset;
import org.apache.spark.sql.execution.streaming.Source;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.TaskCompletionListener;
import scala.Option;

/**
 * The same stream for Spark 3.5 when it reads a table of its catalog: it knows sources of its first
 * interface only there. Loaded by Spark's engine for such a table, and by nobody else. Called by
 * the query's thread.
 */
final class FlumeV1Source implements Source, SupportsTriggerAvailableNow, ReportsSourceMetrics {

  private final FlumeMicroBatchStream stream;

  FlumeV1Source(FlumeMicroBatchStream stream) {
    this.stream = stream;
  }

  /** Spark's first kind of offset, which says what ours says. */
  private static final class V1Offset extends Offset {

    private final String json;

    private V1Offset(String json) {
      this.json = json;
    }

    @Override
    public String json() {
      return json;
    }
  }

  private static Offset v1(org.apache.spark.sql.connector.read.streaming.Offset offset) {
    return offset == null ? null : new V1Offset(offset.json());
  }

  /** What has no offset yet is at the start. */
  private static FlumeOffset flume(org.apache.spark.sql.connector.read.streaming.Offset offset) {
    return offset == null ? FlumeOffset.INITIAL : FlumeOffset.parse(offset.json());
  }

  @Override
  public StructType schema() {
    return EventRow.SCHEMA;
  }

  @Override
  public ReadLimit getDefaultReadLimit() {
    return stream.getDefaultReadLimit();
  }

  @Override
  public void prepareForTriggerAvailableNow() {
    stream.prepareForTriggerAvailableNow();
  }

  @Override
  public org.apache.spark.sql.connector.read.streaming.Offset latestOffset(
      org.apache.spark.sql.connector.read.streaming.Offset start, ReadLimit limit) {
    return v1(stream.latestOffset(flume(start), limit));
  }

  @Override
  public org.apache.spark.sql.connector.read.streaming.Offset reportLatestOffset() {
    return v1(stream.reportLatestOffset());
  }

  /** Spark asks by this one only of a source without admission control. */
  @Override
  public Option<Offset> getOffset() {
    throw new UnsupportedOperationException("latestOffset(start, limit) is the one to call");
  }

  @Override
  public Dataset<Row> getBatch(Option<Offset> start, Offset end) {
    FlumeOffset before = flume(start.isEmpty() ? null : start.get());
    List<EpochTask> tasks =
        Arrays.stream(stream.planInputPartitions(before, flume(end)))
            .map(partition -> ((FlumeInputPartition) partition).task())
            .toList();
    SparkSession session = SparkSession.active();
    JavaRDD<InternalRow> rows =
        JavaSparkContext.fromSparkContext(session.sparkContext())
            .parallelize(tasks, Math.max(1, tasks.size()))
            .mapPartitions(new Read((FlumeReaderFactory) stream.createReaderFactory()));
    return frame(session, rows.rdd());
  }

  /** Spark's own sources make their frames by it; the class that has it is another in Spark 4. */
  @SuppressWarnings("unchecked")
  private static Dataset<Row> frame(SparkSession session, RDD<InternalRow> rows) {
    try {
      return (Dataset<Row>)
          session
              .getClass()
              .getMethod("internalCreateDataFrame", RDD.class, StructType.class, boolean.class)
              .invoke(session, rows, EventRow.SCHEMA, true);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("This Spark makes no streaming frame of rows", e);
    }
  }

  /** Reads a partition, in an executor. */
  private record Read(FlumeReaderFactory readers)
      implements FlatMapFunction<Iterator<EpochTask>, InternalRow> {

    @Override
    public Iterator<InternalRow> call(Iterator<EpochTask> tasks) {
      if (!tasks.hasNext()) {
        return List.<InternalRow>of().iterator();
      }
      FlumePartitionReader reader = readers.createReader(tasks.next());
      TaskCompletionListener close = context -> reader.close();
      TaskContext.get().addTaskCompletionListener(close);
      return new RowIterator(reader);
    }
  }

  @Override
  public void commit(Offset end) {
    stream.commit(flume(end));
  }

  @Override
  public Map<String, String> metrics(
      Optional<org.apache.spark.sql.connector.read.streaming.Offset> latestConsumed) {
    return stream.metrics(latestConsumed);
  }

  @Override
  public void stop() {
    stream.stop();
  }

  @Override
  public String toString() {
    return stream.toString();
  }
}
