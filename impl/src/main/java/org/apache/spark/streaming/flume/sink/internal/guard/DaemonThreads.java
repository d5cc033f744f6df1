package org.apache.spark.streaming.flume.sink.internal.guard;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes the threads of a sink: named after it, and none keeps the agent's JVM alive. */
public final class DaemonThreads {

  private DaemonThreads() {}

  /**
   * A thread that has not been started.
   *
   * @param role what it does, for its name
   */
  public static Thread of(String sinkName, String role, Runnable task) {
    Thread thread = new Thread(task, "spark-sink-" + sinkName + "-" + role);
    thread.setDaemon(true);
    // Extensions run on such threads, whoever started the sink.
    thread.setContextClassLoader(DaemonThreads.class.getClassLoader());
    SinkLog log = SinkLog.of(DaemonThreads.class, sinkName);
    thread.setUncaughtExceptionHandler(
        (dying, thrown) ->
            log.error("The thread {} ends because of a failure", dying.getName(), thrown));
    return thread;
  }

  /** A factory of threads with one role, which their names number. */
  public static ThreadFactory factory(String sinkName, String role) {
    AtomicInteger made = new AtomicInteger();
    return task -> of(sinkName, role + "-" + made.getAndIncrement(), task);
  }
}
