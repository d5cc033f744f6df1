package io.github.flumespark.itest.spark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A Spark session that all tests of a class share, and their queries in it. */
final class QuerySession implements AutoCloseable {

  private final StructuredProcess spark;
  private final Path directory;
  private final AtomicInteger queries = new AtomicInteger();

  QuerySession(SparkWorld world, Path directory) throws IOException {
    this(world, directory, List.of(), List.of());
  }

  QuerySession(SparkWorld world, Path directory, List<String> jvmArguments, List<String> conf)
      throws IOException {
    this.directory = directory;
    this.spark = StructuredProcess.serve(world, directory, jvmArguments, conf);
  }

  /** A query on the source; nothing has been started yet. */
  QuerySpec query(EmbeddedSink... sinks) {
    List<String> addresses = new ArrayList<>();
    for (EmbeddedSink sink : sinks) {
      addresses.add(sink.address());
    }
    QuerySpec spec = new QuerySpec("q" + queries.incrementAndGet());
    return sinks.length == 0 ? spec : spec.with("option.sinks", String.join(",", addresses));
  }

  /** Runs a statement, and gives what Spark says. */
  String sql(String statement) {
    int before = spark.all("SQL").size();
    spark.command("sql\t" + statement);
    spark.await("an answer to " + statement, () -> spark.all("SQL").size() > before);
    return spark.all("SQL").get(before);
  }

  void conf(String pair) {
    spark.command("conf\t" + pair);
    spark.await(pair, () -> spark.all("CONF " + pair).size() > 0);
  }

  /** The values of the metrics that have all of these in their names. */
  String metric(String... parts) {
    int before = spark.all("METRIC").size();
    spark.command("metric\t" + String.join("\t", parts));
    spark.await("metrics", () -> spark.all("METRIC").size() > before);
    return spark.all("METRIC").get(before).substring("METRIC".length()).strip();
  }

  /** Waits until no thread of Spark's JVM has such a name: they end by themselves. */
  void awaitNoThreads(String prefix) {
    spark.await(
        "no thread named " + prefix,
        () -> {
          int before = spark.all("THREADS").size();
          spark.command("threads\t" + prefix);
          spark.await("threads", () -> spark.all("THREADS").size() > before);
          return spark.all("THREADS").get(before).equals("THREADS []");
        });
  }

  /** What Spark has logged since it started: warnings, and whatever else its defaults show. */
  String log() throws IOException {
    return spark.log();
  }

  StructuredProcess spark() {
    return spark;
  }

  @Override
  public void close() {
    spark.close();
  }

  /** What a query is to be. */
  final class QuerySpec {

    private final String name;
    private final Map<String, String> settings = new LinkedHashMap<>();

    private QuerySpec(String name) {
      this.name = name;
      settings.put("out", directory.resolve(name + "-out").toString());
      settings.put("checkpoint", directory.resolve(name + "-checkpoint").toUri().toString());
    }

    QuerySpec with(String key, String value) {
      settings.put(key, value);
      return this;
    }

    QuerySpec option(String key, String value) {
      return with("option." + key, value);
    }

    QuerySpec trigger(String trigger) {
      return with("trigger", trigger);
    }

    QuerySpec mode(String mode) {
      return with("mode", mode);
    }

    /** Where its checkpoint and output lie: those of another query, say. */
    QuerySpec continuing(ServedQuery other) {
      settings.put("out", other.spec().settings.get("out"));
      settings.put("checkpoint", other.spec().settings.get("checkpoint"));
      return this;
    }

    Path checkpoint() {
      return Path.of(java.net.URI.create(settings.get("checkpoint")));
    }

    String name() {
      return name;
    }

    /** Starts it, and waits until Spark has. */
    ServedQuery start() {
      ServedQuery query = launch();
      spark.await(
          name + " to run",
          () -> query.has("STARTED") || query.has("ENDED") || query.has("FAILED"));
      return query;
    }

    /** Starts it, and waits for nothing. */
    ServedQuery launch() {
      List<String> words = new ArrayList<>(List.of("start", name));
      settings.forEach((key, value) -> words.add(key + "=" + value));
      spark.command(String.join("\t", words));
      return new ServedQuery(spark, this, new StructuredOutput(Path.of(settings.get("out"))));
    }
  }
}
