package io.github.flumespark.itest.structured;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamReader;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;

/**
 * Runs one query on the source flume and writes each micro-batch to a file that bears its number,
 * so that a batch that runs again replaces what it wrote before. Says on stdout what happens:
 *
 * <pre>
 * READY spark=4.2.0        Spark is there
 * STARTED                  the query runs
 * BATCH 7 120              its output is written: number, rows
 * REACHED ...              stands still where it was told to
 * PROCESSED                all is, that was there when it was told so
 * ENDED                    the query ended by itself
 * FAILED ...               with an error
 * </pre>
 *
 * <p>Obeys stdin: {@code arm PHASE OPERATION REGEX} (see {@link CrashPoint}), {@code go}, {@code
 * process}, {@code stop}. The end of stdin ends the JVM.
 */
public final class StructuredJob {

  private static final String REAL_TIME = "real-time-";

  private StructuredJob() {}

  /** See {@link JobArguments}. */
  public static void main(String[] args) throws Exception {
    JobArguments arguments = JobArguments.parse(args);
    SparkSession.Builder builder =
        SparkSession.builder()
            .appName("structured")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "1")
            .config("spark.hadoop.fs.crash.impl", CrashFileSystem.class.getName())
            .config(
                "spark.hadoop.fs.AbstractFileSystem.crash.impl",
                CrashFileSystem.Abstract.class.getName());
    arguments.conf().forEach(builder::config);
    if (arguments.arm() != null) {
      String[] point = arguments.arm().split(" ", 3);
      CrashPoint.arm(point[0], point[1], point[2]);
    }
    SparkSession spark = builder.getOrCreate();
    say("READY spark=" + spark.version());
    StreamingQuery query;
    try {
      if (arguments.trigger().equals("batch")) {
        spark.read().format("flume").options(arguments.options()).load().count();
      }
      query = start(spark, arguments);
    } catch (RuntimeException e) {
      say("FAILED " + e.getMessage());
      return;
    }
    Thread listener = new Thread(() -> obey(query), "stdin");
    listener.setDaemon(true);
    listener.start();
    say("STARTED");
    try {
      query.awaitTermination();
      say("ENDED");
    } catch (StreamingQueryException e) {
      say("FAILED " + e.getMessage());
    }
    spark.stop();
  }

  private static StreamingQuery start(SparkSession spark, JobArguments arguments)
      throws TimeoutException {
    DataStreamReader reader = spark.readStream().format(arguments.format());
    arguments.options().forEach(reader::option);
    Dataset<Row> events = reader.load();
    if (arguments.twice()) {
      events = events.union(events);
    }
    if (arguments.straggle() != null) {
      events = events.filter(new Straggler(arguments.straggle()));
    }
    Output output = new Output(Path.of(arguments.out()));
    DataStreamWriter<Row> writer = events.writeStream().trigger(trigger(arguments.trigger()));
    QueryPlan.option(writer, "checkpointLocation", arguments.checkpoint());
    if (arguments.trigger().startsWith(REAL_TIME)) {
      return writer.outputMode("update").foreach(new RealTimeOutput(arguments.out())).start();
    }
    return writer.foreachBatch(output::write).start();
  }

  @SuppressWarnings("deprecation") // Trigger.Once: jobs have it.
  static Trigger trigger(String name) {
    return switch (name) {
      case "once" -> Trigger.Once();
      case "available-now" -> Trigger.AvailableNow();
      case "default" -> Trigger.ProcessingTime(0);
      default ->
          name.startsWith(REAL_TIME)
              ? Trigger.RealTime(Long.parseLong(name.substring(REAL_TIME.length())))
              : Trigger.ProcessingTime(Long.parseLong(name), TimeUnit.MILLISECONDS);
    };
  }

  private static void obey(StreamingQuery query) {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] words = line.split(" ", 4);
        switch (words[0]) {
          case "arm" -> CrashPoint.arm(words[1], words[2], words[3]);
          case "go" -> CrashPoint.release();
          case "process" -> {
            query.processAllAvailable();
            say("PROCESSED");
          }
          case "stop" -> query.stop();
          default -> say("FAILED unknown command: " + line);
        }
      }
    } catch (IOException | TimeoutException e) {
      say("FAILED " + e);
    }
    Runtime.getRuntime().halt(3);
  }

  static synchronized void say(String line) {
    System.out.println(line.replace('\n', ' '));
    System.out.flush();
  }
}
