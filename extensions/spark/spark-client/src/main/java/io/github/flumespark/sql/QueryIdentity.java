package io.github.flumespark.sql;

import java.lang.reflect.InvocationTargetException;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;

/**
 * The query whose thread this is. Immutable.
 *
 * @param name as its author gave it, or its id
 * @param run the id of this run; another after each start
 * @param application name and id of the Spark application
 * @param isAsync whether it starts micro-batches before the offsets are logged
 */
record QueryIdentity(String name, String run, String application, boolean isAsync) {

  /** Where Spark's streams say on their thread who they are. */
  private static final String QUERY_ID = "sql.streaming.queryId";

  private static final String RUN_ID = "spark.jobGroup.id";

  /** Reads it off the present thread. */
  static QueryIdentity current(SparkSession session) {
    SparkContext spark = session.sparkContext();
    String id = spark.getLocalProperty(QUERY_ID);
    StreamingQuery query = id == null ? null : session.streams().get(id);
    String name = query == null || query.name() == null ? String.valueOf(id) : query.name();
    return new QueryIdentity(
        name,
        String.valueOf(spark.getLocalProperty(RUN_ID)),
        "%s (%s)".formatted(spark.appName(), spark.applicationId()),
        query != null && isAsync(query));
  }

  /** Spark has a class of its own for such queries, in another package with each version. */
  private static boolean isAsync(StreamingQuery query) {
    try {
      Object execution = query.getClass().getMethod("streamingQuery").invoke(query);
      return execution.getClass().getSimpleName().startsWith("AsyncProgressTracking");
    } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
      // A Spark that does it in yet another way.
      return false;
    }
  }

  /** For people, in the sink's log too. */
  @Override
  public String toString() {
    return "query %s of the application %s".formatted(name, application);
  }
}
