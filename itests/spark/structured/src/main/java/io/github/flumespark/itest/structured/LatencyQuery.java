package io.github.flumespark.itest.structured;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.ForeachWriter;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamReader;

/**
 * Tells when rows are there, for measurements. A row's bytes begin with the {@link System#nanoTime}
 * of the event's put and a blank. Prints {@code STARTED}, and {@code ROWS} with the time of the put
 * and that at which the row was there, for each row: at the end of each partition of a micro-batch,
 * and when the last line is half a second old. Runs until its stdin ends.
 */
public final class LatencyQuery {

  private LatencyQuery() {}

  /** See {@link JobArguments}; the source is {@code flume} or {@code kafka}. */
  public static void main(String[] args) throws Exception {
    JobArguments arguments = JobArguments.parse(args);
    SparkSession.Builder builder = LocalSession.builder("latency");
    arguments.conf().forEach(builder::config);
    SparkSession spark = builder.getOrCreate();
    DataStreamReader reader = spark.readStream().format(arguments.format());
    arguments.options().forEach(reader::option);
    Dataset<Row> events =
        reader.load().select(arguments.format().equals("kafka") ? "value" : "body");
    events
        .writeStream()
        .outputMode("update")
        .option("checkpointLocation", arguments.checkpoint())
        .trigger(StructuredJob.trigger(arguments.trigger()))
        .foreach(new Rows())
        .start();
    StructuredJob.say("STARTED");
    System.in.transferTo(OutputStream.nullOutputStream());
    Runtime.getRuntime().halt(0);
  }

  private static final class Rows extends ForeachWriter<Row> {

    private static final long serialVersionUID = 1;

    private static final long SAY_EVERY_NANOS = 500_000_000;

    private transient StringBuilder line;
    private transient long said;

    @Override
    public boolean open(long partition, long batch) {
      line = new StringBuilder();
      said = System.nanoTime();
      return true;
    }

    @Override
    public void process(Row row) {
      String body = new String(row.<byte[]>getAs(0), StandardCharsets.US_ASCII);
      long now = System.nanoTime();
      line.append(' ').append(body, 0, body.indexOf(' ')).append(' ').append(now);
      if (now - said > SAY_EVERY_NANOS) {
        say();
        said = now;
      }
    }

    private void say() {
      if (!line.isEmpty()) {
        StructuredJob.say("ROWS" + line);
        line.setLength(0);
      }
    }

    @Override
    public void close(Throwable error) {
      say();
    }
  }
}
