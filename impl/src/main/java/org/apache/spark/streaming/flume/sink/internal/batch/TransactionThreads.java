package org.apache.spark.streaming.flume.sink.internal.batch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.streaming.flume.sink.internal.guard.DeadlineTimer;
import org.apache.spark.streaming.flume.sink.internal.guard.LogLimit;
import org.apache.spark.streaming.flume.sink.internal.guard.Uninterruptibles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that own transactions: started together, replaced when broken, waited for at stop.
 */
final class TransactionThreads {

  private static final Logger LOG = LoggerFactory.getLogger(TransactionThreads.class);
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(1);

  private final BatchEngine engine;
  private final DeadlineTimer timer;
  private final LogLimit replacements;
  private final Map<TransactionWorker, Thread> workers = new ConcurrentHashMap<>();
  private int started;
  private boolean stopped;

  TransactionThreads(BatchEngine engine, DeadlineTimer timer) {
    this.engine = engine;
    this.timer = timer;
    this.replacements = new LogLimit(BETWEEN_LINES, engine.clock());
  }

  void start(int count) {
    for (int i = 0; i < count; i++) {
      startOne();
    }
  }

  private synchronized void startOne() {
    if (stopped) {
      return;
    }
    TransactionWorker worker = new TransactionWorker(engine);
    Thread thread = thread(worker, engine.sinkName(), "transaction-" + started++);
    timer.add(worker.guardFor(thread));
    workers.put(worker, thread);
    thread.start();
  }

  static Thread thread(Runnable task, String sinkName, String role) {
    Thread thread = new Thread(task, "spark-sink-" + sinkName + "-" + role);
    thread.setDaemon(true);
    // Extensions run on these threads, whoever started the sink.
    thread.setContextClassLoader(TransactionThreads.class.getClassLoader());
    return thread;
  }

  /** Puts a new thread in the place of one that can't begin transactions any more. */
  void replace(TransactionWorker broken, Throwable why) {
    long times = replacements.note();
    if (times > 0) {
      LOG.error(
          "Sink {}: {}; its thread is replaced ({} times since the last such line)",
          engine.sinkName(),
          why.getMessage(),
          times,
          why);
    }
    workers.remove(broken);
    timer.remove(broken.guard());
    startOne();
  }

  /** Starts no more threads, and ends takes that wait. */
  void stop() {
    synchronized (this) {
      stopped = true;
    }
    workers.keySet().forEach(worker -> worker.guard().close());
  }

  /**
   * Waits for the threads to end. Extensions have half of the time; then they are interrupted.
   *
   * @return whether all have ended
   */
  boolean join(long deadline, Duration limit) {
    List<Thread> threads = new ArrayList<>(workers.values());
    long patience = deadline - limit.toNanos() / 2;
    threads.forEach(thread -> joinBy(thread, patience));
    workers.forEach(
        (worker, thread) -> {
          if (thread.isAlive()) {
            worker.guard().interruptExtension();
          }
        });
    boolean ended = true;
    for (Thread thread : threads) {
      if (!joinBy(thread, deadline)) {
        ended = false;
        tellStuck(thread, limit);
      }
    }
    return ended;
  }

  private void tellStuck(Thread thread, Duration limit) {
    Throwable where = new IllegalStateException("still running");
    where.setStackTrace(thread.getStackTrace());
    LOG.error(
        "Sink {}: {} did not end within {}; its transaction stays open until it does",
        engine.sinkName(),
        thread.getName(),
        limit,
        where);
  }

  /** The caller may have been told to hurry, but transactions must be rolled back first. */
  static boolean joinBy(Thread thread, long deadline) {
    return Uninterruptibles.join(thread, Duration.ofNanos(deadline - System.nanoTime()));
  }
}
