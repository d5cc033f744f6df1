package io.github.flumespark.itest.structured;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;

/**
 * One Spark session that runs any number of queries, since a session takes seconds to start. Obeys
 * lines on stdin, their words separated by tabs:
 *
 * <pre>
 * start NAME KEY=VALUE...   see {@link QueryPlan}
 * stop NAME
 * process NAME              processAllAvailable, then says PROCESSED NAME
 * sql STATEMENT             says SQL and the rows, or SQLFAILED and why
 * conf KEY=VALUE            of the session
 * metric PART PART...       says METRIC and the value of each that has all parts in its name
 * threads PREFIX            says THREADS and the names that begin so
 * </pre>
 *
 * <p>Says what becomes of each query: {@code STARTED NAME}, {@code BATCH NAME NUMBER ROWS MILLIS},
 * {@code PROGRESS NAME JSON}, {@code ENDED NAME}, {@code FAILED NAME WHY}. The end of stdin ends
 * the JVM.
 */
public final class QueryServer {

  private static final Map<String, StreamingQuery> QUERIES = new ConcurrentHashMap<>();

  private QueryServer() {}

  /**
   * Obeys until its stdin ends.
   *
   * @param args settings of Spark, as KEY=VALUE
   */
  public static void main(String[] args) throws IOException {
    SparkSession.Builder builder =
        SparkSession.builder()
            .master("local[2]")
            .appName("query-server")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "1")
            .config("spark.metrics.conf.*.sink.jmx.class", "org.apache.spark.metrics.sink.JmxSink");
    for (String arg : args) {
      builder.config(key(arg), value(arg));
    }
    SparkSession spark = builder.getOrCreate();
    spark.streams().addListener(new Reporter());
    StructuredJob.say("READY spark=" + spark.version());
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] words = line.split("\t");
        new Thread(() -> obey(spark, words), "command-" + words[0]).start();
      }
    }
    Runtime.getRuntime().halt(0);
  }

  static String key(String pair) {
    return pair.substring(0, pair.indexOf('='));
  }

  static String value(String pair) {
    return pair.substring(pair.indexOf('=') + 1);
  }

  private static void obey(SparkSession spark, String[] words) {
    try {
      switch (words[0]) {
        case "start" -> run(spark, words[1], Arrays.copyOfRange(words, 2, words.length));
        case "stop" -> QUERIES.get(words[1]).stop();
        case "process" -> {
          QUERIES.get(words[1]).processAllAvailable();
          StructuredJob.say("PROCESSED " + words[1]);
        }
        case "sql" -> StructuredJob.say("SQL " + spark.sql(words[1]).collectAsList());
        case "conf" -> {
          spark.conf().set(key(words[1]), value(words[1]));
          StructuredJob.say("CONF " + words[1]);
        }
        case "metric" -> StructuredJob.say("METRIC " + metrics(words));
        case "threads" -> StructuredJob.say("THREADS " + threads(words[1]));
        default -> throw new IllegalArgumentException("unknown command " + words[0]);
      }
    } catch (Exception | LinkageError e) {
      StructuredJob.say(words[0].toUpperCase(java.util.Locale.ROOT) + "FAILED " + whole(e));
    }
  }

  private static void run(SparkSession spark, String name, String[] pairs) {
    Map<String, String> settings =
        Arrays.stream(pairs).collect(Collectors.toMap(QueryServer::key, QueryServer::value));
    try {
      QueryPlan plan = new QueryPlan(name, settings);
      if (plan.isBatch()) {
        plan.read(spark);
      }
      StreamingQuery query = plan.start(spark);
      QUERIES.put(name, query);
      StructuredJob.say("STARTED " + name);
      query.awaitTermination();
      StructuredJob.say("ENDED " + name);
    } catch (Exception | LinkageError e) {
      StructuredJob.say("FAILED " + name + " " + whole(e));
    }
  }

  /** The message of an exception and of what caused it. */
  private static String whole(Throwable e) {
    StringBuilder text = new StringBuilder();
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      text.append(text.isEmpty() ? "" : " <- ").append(cause);
    }
    return text.toString();
  }

  private static String metrics(String[] parts) throws JMException {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    StringBuilder found = new StringBuilder();
    for (ObjectName name : server.queryNames(new ObjectName("metrics:*"), null)) {
      String text = name.getCanonicalName();
      if (Arrays.stream(parts).skip(1).allMatch(text::contains)) {
        found.append(server.getAttribute(name, "Value")).append(' ');
      }
    }
    return found.toString().strip();
  }

  private static List<String> threads(String prefix) {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith(prefix))
        .toList();
  }
}
