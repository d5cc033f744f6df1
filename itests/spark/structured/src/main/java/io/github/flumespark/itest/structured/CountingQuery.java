package io.github.flumespark.itest.structured;

import java.io.OutputStream;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamReader;

/**
 * Counts what sinks send, for measurements: prints {@code STARTED}, then {@code COUNT events nanos}
 * for each micro-batch, with the time at which they were counted. Runs until its stdin ends.
 */
public final class CountingQuery {

  /**
   * Otherwise the first micro-batch has all that there is, and there is no rate to be measured. Of
   * either, it is about a second's.
   */
  private static final long OF_FLUME_AT_ONCE = 500_000;

  private static final long OF_KAFKA_AT_ONCE = 100_000;

  private CountingQuery() {}

  /**
   * Runs until stdin ends.
   *
   * @param args an interval and a number of connections, which are not used here: micro-batches
   *     follow each other at once, with a partition for each core; before the second of these the
   *     size of a poll, after it a directory for the checkpoint, and the sinks' ports; or {@code
   *     kafka} and the port of a broker with the topic {@code events}
   */
  public static void main(String[] args) throws Exception {
    SparkSession spark = LocalSession.builder("flume-spark-count").getOrCreate();
    (args[4].equals("kafka") ? kafka(spark, args[5]) : flume(spark, args))
        .load()
        .writeStream()
        .option("checkpointLocation", args[3])
        .foreachBatch(CountingQuery::count)
        .start();
    StructuredJob.say("STARTED");
    System.in.transferTo(OutputStream.nullOutputStream());
    Runtime.getRuntime().halt(0);
  }

  private static DataStreamReader flume(SparkSession spark, String[] args) {
    String sinks =
        Arrays.stream(args)
            .skip(4)
            .map(port -> "127.0.0.1:" + port)
            .collect(Collectors.joining(","));
    int connections = Math.max(1, LocalSession.CORES / (args.length - 4));
    return spark
        .readStream()
        .format("flume")
        .option("sinks", sinks)
        .option("batchSize", args[1])
        .option("connections", connections)
        .option("maxEventsPerTrigger", OF_FLUME_AT_ONCE);
  }

  private static DataStreamReader kafka(SparkSession spark, String port) {
    return spark
        .readStream()
        .format("kafka")
        .option("kafka.bootstrap.servers", "127.0.0.1:" + port)
        .option("subscribe", "events")
        .option("startingOffsets", "earliest")
        .option("maxOffsetsPerTrigger", OF_KAFKA_AT_ONCE);
  }

  private static void count(Dataset<Row> events, Long batch) {
    long count = events.count();
    if (count > 0) {
      StructuredJob.say("COUNT %d %d".formatted(count, System.nanoTime()));
    }
  }
}
