package io.github.flumespark.sql;

import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;
import scala.collection.Iterator;

/**
 * Adds the options that are set for the whole session, which Spark itself does for {@code
 * readStream().format("flume")}, but not for a table of its catalog. Stateless.
 */
final class SessionOptions {

  private static final String PREFIX = "spark.datasource.flume.";

  private SessionOptions() {}

  /** These options, and the session's where they are not among them. */
  static Map<String, String> with(Map<String, String> options) {
    Map<String, String> all = ofSession();
    all.putAll(options);
    return all;
  }

  static Map<String, String> with(scala.collection.immutable.Map<String, String> options) {
    Map<String, String> all = ofSession();
    for (Iterator<Tuple2<String, String>> each = options.iterator(); each.hasNext(); ) {
      Tuple2<String, String> option = each.next();
      all.put(option._1(), option._2());
    }
    return all;
  }

  private static Map<String, String> ofSession() {
    Map<String, String> options = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    Iterator<Tuple2<String, String>> all = SparkSession.active().conf().getAll().iterator();
    while (all.hasNext()) {
      Tuple2<String, String> setting = all.next();
      if (setting._1().startsWith(PREFIX)) {
        options.put(setting._1().substring(PREFIX.length()), setting._2());
      }
    }
    return options;
  }
}
