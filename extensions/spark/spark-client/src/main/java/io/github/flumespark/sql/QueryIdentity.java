package io.github.flumespark.sql;

import java.lang.reflect.Field;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkContext;

/**
 * The query whose thread this is. Immutable.
 *
 * @param name as its author gave it, or its id
 * @param run the id of this run; another after each start
 * @param application name and id of the Spark application
 * @param isAsync whether it starts micro-batches before the offsets are logged
 */
record QueryIdentity(String name, String run, String application, boolean isAsync) {

  /** What Spark calls a query's thread, in 3.5 and 4: the name is there if it has one. */
  private static final Pattern THREAD =
      Pattern.compile("stream execution thread for (.*?) ?\\[id = (.+), runId = (.+)]");

  /** Reads it off the present thread. */
  static QueryIdentity current(SparkContext spark) {
    Thread thread = Thread.currentThread();
    String application = "%s (%s)".formatted(spark.appName(), spark.applicationId());
    Matcher matcher = THREAD.matcher(thread.getName());
    if (!matcher.matches()) {
      return new QueryIdentity(thread.getName(), thread.getName(), application, false);
    }
    String name = matcher.group(1).isEmpty() ? matcher.group(2) : matcher.group(1);
    return new QueryIdentity(name, matcher.group(3), application, isAsync(thread));
  }

  /**
   * Spark has a class of its own for such queries, in another package with each version; the thread
   * is an inner class of it.
   */
  private static boolean isAsync(Thread thread) {
    try {
      Field outer = thread.getClass().getDeclaredField("$outer");
      outer.setAccessible(true);
      return outer.get(thread).getClass().getSimpleName().startsWith("AsyncProgressTracking");
    } catch (ReflectiveOperationException | RuntimeException e) {
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
