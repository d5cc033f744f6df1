package io.github.flumespark.itest.structured;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.streaming.DataStreamReader;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;

/**
 * A query, as a test describes it: {@code out} and {@code checkpoint} (directories), {@code
 * option.NAME} (of the source), {@code writer.NAME} (of the sink), {@code table} (instead of
 * options), {@code name} (of the source, from Spark 4.2 on), {@code format} (flume or the
 * provider's class), {@code trigger} (default, now, once, milliseconds, or batch for a batch read),
 * {@code query} (what is made of the events) and {@code mode} (what a micro-batch does).
 */
record QueryPlan(String name, Map<String, String> settings) {

  StreamingQuery start(SparkSession spark) throws TimeoutException {
    DataStreamWriter<Row> writer =
        query(events(spark)).writeStream().queryName(name).trigger(trigger());
    settings.forEach(
        (key, value) -> {
          if (key.startsWith("writer.")) {
            option(writer, key.substring("writer.".length()), value);
          }
        });
    if (settings.containsKey("checkpoint")) {
      option(writer, "checkpointLocation", settings.get("checkpoint"));
    }
    if (settings.containsKey("sink")) {
      return writer.format(settings.get("sink")).start();
    }
    return writer.foreachBatch(this::take).start();
  }

  boolean isBatch() {
    return "batch".equals(settings.get("trigger"));
  }

  /** What people try who do not know that it is a stream. */
  void read(SparkSession spark) {
    spark.read().format("flume").option("sinks", settings.get("option.sinks")).load().count();
  }

  /** What the method gives has another type in Spark 3.5 than in 4, which this is compiled with. */
  static void option(DataStreamWriter<Row> writer, String name, String value) {
    try {
      writer.getClass().getMethod("option", String.class, String.class).invoke(writer, name, value);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private Dataset<Row> events(SparkSession spark) {
    DataStreamReader reader = spark.readStream();
    settings.forEach(
        (key, value) -> {
          if (key.startsWith("option.")) {
            reader.option(key.substring("option.".length()), value);
          }
        });
    if (settings.containsKey("name")) {
      reader.name(settings.get("name"));
    }
    return settings.containsKey("table")
        ? reader.table(settings.get("table"))
        : reader.format(settings.getOrDefault("format", "flume")).load();
  }

  private Dataset<Row> query(Dataset<Row> events) {
    return switch (settings.getOrDefault("query", "plain")) {
      case "plain" -> events;
      case "union" -> events.union(events);
      case "beside-others" ->
          events
              .selectExpr("headers", "body")
              .union(
                  events
                      .sparkSession()
                      .readStream()
                      .format("rate")
                      .load()
                      .selectExpr("map('rate', 'yes')", "CAST(CAST(value AS STRING) AS BINARY)"));
      case "limit" -> events.limit(10);
      case "self-join" ->
          events
              .as("a")
              .join(events.as("b"), functions.expr("a.body = b.body"))
              .selectExpr("a.headers AS headers", "b.body AS body");
      case "renamed-self-join" -> {
        Dataset<Row> other = events.selectExpr("headers AS otherHeaders", "body AS otherBody");
        Dataset<Row> one = events.selectExpr("headers", "body");
        yield one.join(other, functions.expr("body = otherBody")).selectExpr("headers", "body");
      }
      default -> throw new IllegalArgumentException("unknown query");
    };
  }

  @SuppressWarnings("deprecation") // Trigger.Once: jobs have it.
  private Trigger trigger() {
    String trigger = settings.getOrDefault("trigger", "default");
    return switch (trigger) {
      case "default" -> Trigger.ProcessingTime(0);
      case "now" -> Trigger.AvailableNow();
      case "once" -> Trigger.Once();
      default -> Trigger.ProcessingTime(Long.parseLong(trigger), TimeUnit.MILLISECONDS);
    };
  }

  private void take(Dataset<Row> batch, Long number) {
    int rows =
        switch (settings.getOrDefault("mode", "write")) {
          case "write" -> write(batch, number);
          case "count" -> (int) batch.count();
          case "skip" -> 0;
          case "first" -> batch.limit(1).collectAsList().size();
          case "fail" -> {
            batch.count();
            throw new IllegalStateException("told to fail after reading micro-batch " + number);
          }
          case "several-actions" -> {
            long first = batch.count();
            long second = batch.filter("length(body) >= 0").count();
            if (first != second) {
              throw new IllegalStateException(first + " rows, and then " + second);
            }
            yield write(batch, number);
          }
          case "persisted" -> {
            batch.persist();
            try {
              batch.count();
              yield write(batch, number);
            } finally {
              batch.unpersist();
            }
          }
          default -> throw new IllegalArgumentException("unknown mode");
        };
    StructuredJob.say(
        "BATCH %s %d %d %d".formatted(name, number, rows, System.currentTimeMillis()));
  }

  private int write(Dataset<Row> batch, Long number) {
    List<String> lines = batch.collectAsList().stream().map(Output::line).toList();
    new Output(Path.of(settings.get("out"))).replace(number, lines);
    return lines.size();
  }
}
