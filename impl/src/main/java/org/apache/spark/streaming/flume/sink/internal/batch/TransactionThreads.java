package org.apache.spark.streaming.flume.sink.internal.batch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.spark.streaming.flume.sink.internal.guard.DaemonThreads;
import org.apache.spark.streaming.flume.sink.internal.guard.DeadlineTimer;
import org.apache.spark.streaming.flume.sink.internal.guard.LimitedLog;
import org.apache.spark.streaming.flume.sink.internal.guard.SinkLog;
import org.apache.spark.streaming.flume.sink.internal.guard.Uninterruptibles;
import org.slf4j.event.Level;

/**
 * The threads that own transactions: started together, replaced when one has ended for whatever
 * reason, waited for at stop. Thread-safe.
 */
final class TransactionThreads implements DeadlineTimer.Source {

  private static final long CHECK_EVERY_NANOS = 1_000_000_000;

  private final String sinkName;
  private final DeadlineTimer timer;
  private final LongSupplier clock;
  private final Supplier<TransactionWorker> newWorker;
  private final SinkLog log;
  private final LimitedLog replacements;
  private final Map<TransactionWorker, Thread> workers = new ConcurrentHashMap<>();
  private int wanted;
  private int started;
  private boolean stopped;

  TransactionThreads(
      String sinkName,
      DeadlineTimer timer,
      LongSupplier clock,
      Supplier<TransactionWorker> newWorker) {
    this.sinkName = sinkName;
    this.timer = timer;
    this.clock = clock;
    this.newWorker = newWorker;
    this.log = SinkLog.of(TransactionThreads.class, sinkName);
    this.replacements = new LimitedLog(log, Level.ERROR, LimitedLog.A_SECOND, clock).timedBy(timer);
  }

  synchronized void start(int count) {
    wanted = count;
    startMissing();
    timer.add(this);
  }

  private void startMissing() {
    while (!stopped && workers.size() < wanted) {
      TransactionWorker worker = newWorker.get();
      Thread thread =
          DaemonThreads.lasting(sinkName, "transaction-" + started++, () -> runAndTell(worker));
      workers.put(worker, thread);
      timer.add(worker.guard());
      try {
        thread.start();
      } catch (Throwable t) {
        forget(worker);
        throw t;
      }
    }
  }

  private void runAndTell(TransactionWorker worker) {
    try {
      worker.run();
    } finally {
      timer.wakeBy(clock.getAsLong());
    }
  }

  private void forget(TransactionWorker worker) {
    workers.remove(worker);
    timer.remove(worker.guard());
  }

  /** Puts new threads in the place of those that have ended. */
  @Override
  public synchronized long fire(long now) {
    for (Map.Entry<TransactionWorker, Thread> entry : workers.entrySet()) {
      if (!stopped && !entry.getValue().isAlive()) {
        forget(entry.getKey());
        replacements.write("{} has ended, and is replaced", entry.getValue().getName());
      }
    }
    if (!stopped) {
      workers.forEach(TransactionWorker::answerIfStuck);
    }
    try {
      startMissing();
    } catch (Throwable t) {
      replacements.write(
          "only {} of {} transaction threads are left, and no other can be started",
          workers.size(),
          wanted,
          t);
    }
    return CHECK_EVERY_NANOS;
  }

  /** Whether there is none left, so that no poll is served. */
  synchronized boolean isDown() {
    return wanted > 0 && workers.values().stream().noneMatch(Thread::isAlive);
  }

  /** Starts no more threads, and ends takes and writes that are waited for. */
  void stop() {
    synchronized (this) {
      stopped = true;
    }
    workers.forEach(
        (worker, thread) -> {
          worker.guard().close();
          // It may wait for a batch to be written, and has to look again whether it should.
          LockSupport.unpark(thread);
        });
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
    log.error(
        "{} did not end within {}; its transaction stays open until it does",
        thread.getName(),
        limit,
        where);
  }

  /** The caller may have been told to hurry, but transactions must be rolled back first. */
  static boolean joinBy(Thread thread, long deadline) {
    return Uninterruptibles.join(thread, Duration.ofNanos(deadline - System.nanoTime()));
  }
}
