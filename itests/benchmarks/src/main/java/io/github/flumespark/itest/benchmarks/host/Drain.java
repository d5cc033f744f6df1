package io.github.flumespark.itest.benchmarks.host;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flume.Channel;
import org.apache.flume.Transaction;

/** Takes events out of the channel without a sink: the limit of what any sink can do. */
final class Drain {

  private Drain() {}

  /** Drains a number of events with some threads: begin, take a batch, commit, close. */
  static String run(Channel channel, int threads, int batch, long events)
      throws InterruptedException {
    AtomicLong tickets = new AtomicLong(events / batch);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      long start = System.nanoTime();
      List<Future<Long>> results = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        results.add(
            pool.submit(
                () -> {
                  long taken = 0;
                  while (tickets.getAndDecrement() > 0) {
                    taken += batch(channel, batch);
                  }
                  return taken;
                }));
      }
      long taken = 0;
      for (Future<Long> result : results) {
        taken += result.get();
      }
      return "events=" + taken + " nanos=" + (System.nanoTime() - start);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      pool.shutdown();
    }
  }

  private static int batch(Channel channel, int size) {
    Transaction transaction = channel.getTransaction();
    transaction.begin();
    try {
      int taken = 0;
      while (taken < size && channel.take() != null) {
        taken++;
      }
      transaction.commit();
      return taken;
    } catch (RuntimeException | Error e) {
      transaction.rollback();
      throw e;
    } finally {
      transaction.close();
    }
  }

  /** Takes whatever is left, and counts it. */
  static long all(Channel channel) {
    long events = 0;
    for (int taken = batch(channel, 100); taken > 0; taken = batch(channel, 100)) {
      events += taken;
    }
    return events;
  }
}
