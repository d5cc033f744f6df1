package org.apache.spark.streaming.flume.sink.internal.guard;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Makes the threads of a sink: named after it, and none keeps the agent's JVM alive. */
public final class DaemonThreads {

  private static final long PAUSE_NANOS = 10_000_000;

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

  /**
   * A thread that has not been started, for a task that lasts until it returns: whatever is thrown
   * at it, it is run again.
   *
   * <p>A task's own handlers are not enough. When the JVM leaves optimized code, it has to make the
   * objects that the optimizer had left out; if there is no memory for them it drops the frames
   * that held them, handlers and all, and throws the OutOfMemoryError at their caller. The frame of
   * the loop here holds none, and is run too seldom to be optimized.
   */
  public static Thread lasting(String sinkName, String role, Runnable task) {
    SinkLog log = SinkLog.of(DaemonThreads.class, sinkName);
    return of(sinkName, role, () -> runUntilItReturns(task, log));
  }

  private static void runUntilItReturns(Runnable task, SinkLog log) {
    boolean returned = false;
    while (!returned) {
      try {
        task.run();
        returned = true;
      } catch (Throwable t) {
        try {
          LockSupport.parkNanos(PAUSE_NANOS);
          log.error("A thread met a failure, and goes on", t);
        } catch (Throwable unsaid) {
          // See above: the log's own handler may be dropped as well.
        }
      }
    }
  }

  /** A factory of threads with one role, which their names number. */
  public static ThreadFactory factory(String sinkName, String role) {
    AtomicInteger made = new AtomicInteger();
    return task -> of(sinkName, role + "-" + made.getAndIncrement(), task);
  }
}
