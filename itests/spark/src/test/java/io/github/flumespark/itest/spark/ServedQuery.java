package io.github.flumespark.itest.spark;

import io.github.flumespark.itest.spark.QuerySession.QuerySpec;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A query in a session, as it goes. */
final class ServedQuery implements AutoCloseable {

  private final StructuredProcess spark;
  private final QuerySpec spec;
  private final StructuredOutput output;

  /** A micro-batch: its number, rows, and when they were written. */
  record Batch(long number, int rows, long millis) {}

  ServedQuery(StructuredProcess spark, QuerySpec spec, StructuredOutput output) {
    this.spark = spark;
    this.spec = spec;
    this.output = output;
  }

  QuerySpec spec() {
    return spec;
  }

  StructuredOutput output() {
    return output;
  }

  boolean has(String word) {
    return !lines(word).isEmpty();
  }

  /** What was said of this query under a word, without word and name. */
  private List<String> lines(String word) {
    String start = word + " " + spec.name();
    return spark.all(start).stream()
        .filter(line -> line.length() == start.length() || line.charAt(start.length()) == ' ')
        .map(line -> line.substring(start.length()).strip())
        .toList();
  }

  List<Batch> batches() {
    return lines("BATCH").stream()
        .map(line -> line.split(" "))
        .map(w -> new Batch(Long.parseLong(w[0]), Integer.parseInt(w[1]), Long.parseLong(w[2])))
        .toList();
  }

  int rows() {
    return batches().stream().mapToInt(Batch::rows).sum();
  }

  /** Progress, as JSON, of triggers that had a micro-batch or came after an idle while. */
  List<String> progress() {
    return lines("PROGRESS");
  }

  /** A metric of the source in a progress. */
  static String metric(String progress, String name) {
    Matcher matcher = Pattern.compile("\"" + name + "\"\\s*:\\s*\"([^\"]*)\"").matcher(progress);
    return matcher.find() ? matcher.group(1) : null;
  }

  void await(String what, Callable<Boolean> condition) {
    spark.await(
        what + " of " + spec.name(),
        () -> {
          boolean done = condition.call();
          if (!done && has("FAILED")) {
            throw new AssertionError(spec.name() + " failed: " + lines("FAILED"));
          }
          return done;
        });
  }

  void awaitRows(int count) {
    await(count + " rows", () -> rows() >= count);
  }

  void awaitEnd() {
    await("the end", () -> has("ENDED"));
  }

  String awaitFailure() {
    spark.await("the failure of " + spec.name(), () -> has("FAILED"));
    return lines("FAILED").get(0);
  }

  /** Returns when Spark's processAllAvailable does. */
  void processAllAvailable() {
    int before = lines("PROCESSED").size();
    spark.command("process\t" + spec.name());
    await("all", () -> lines("PROCESSED").size() > before);
  }

  void stop() {
    spark.command("stop\t" + spec.name());
    awaitEnd();
  }

  /** Stops it, unless it has ended in whatever way. */
  @Override
  public void close() {
    if (has("STARTED") && !has("ENDED") && !has("FAILED")) {
      stop();
    }
  }
}
