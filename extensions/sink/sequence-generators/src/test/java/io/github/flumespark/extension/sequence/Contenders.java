package io.github.flumespark.extension.sequence;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.streaming.flume.sink.spi.sequence.SequenceGenerator;

/** Threads that want numbers at the same time. */
final class Contenders {

  private static final int THREADS = 8;

  private Contenders() {}

  /** What each thread got, in its order. */
  static List<List<String>> draw(SequenceGenerator generator, int each) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    try {
      CyclicBarrier together = new CyclicBarrier(THREADS);
      Callable<List<String>> contender =
          () -> {
            List<String> mine = new ArrayList<>(each);
            together.await();
            for (int i = 0; i < each; i++) {
              mine.add(generator.next());
            }
            return mine;
          };
      List<Future<List<String>>> running = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        running.add(pool.submit(contender));
      }
      List<List<String>> drawn = new ArrayList<>();
      for (Future<List<String>> one : running) {
        drawn.add(one.get());
      }
      return drawn;
    } finally {
      pool.shutdownNow();
    }
  }
}
