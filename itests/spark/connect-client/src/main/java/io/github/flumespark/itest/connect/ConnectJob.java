package io.github.flumespark.itest.connect;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;

/**
 * Runs a query on the source flume in a Spark Connect server. Each line on stdin makes it say what
 * it knows, {@code PROGRESS JSON}; {@code stop} stops the query, after which it says {@code
 * STOPPED}.
 */
public final class ConnectJob {

  private ConnectJob() {}

  /**
   * Runs until its stdin ends.
   *
   * @param args the server, as {@code sc://HOST:PORT}; the sinks; a directory for output and
   *     checkpoint, on the server; the jar with this class, for the server
   */
  public static void main(String[] args) throws Exception {
    try (SparkSession spark = SparkSession.builder().remote(args[0]).getOrCreate()) {
      spark.addArtifact(URI.create(args[3]));
      Dataset<Row> lines =
          spark
              .readStream()
              .format("flume")
              .option("sinks", args[1])
              .load()
              .selectExpr("CAST(body AS STRING) AS line");
      String output = args[2] + "/out";
      StreamingQuery query =
          lines
              .writeStream()
              .foreachBatch(
                  (Dataset<Row> batch, Long number) ->
                      batch.write().mode("overwrite").text(output + "/" + number))
              .option("checkpointLocation", args[2] + "/checkpoint")
              .start();
      System.out.println("STARTED " + spark.version());
      BufferedReader in =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.equals("stop")) {
          query.stop();
          System.out.println("STOPPED");
        } else {
          String json = query.lastProgress() == null ? "" : query.lastProgress().json();
          System.out.println("PROGRESS " + json);
        }
      }
    }
  }
}
