package io.github.flumespark.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.opentest4j.AssertionFailedError;

/** Runs code on threads of its own, and never waits for ever. */
final class Threads {

  private static final Duration LONG = Duration.ofSeconds(60);

  private Threads() {}

  /** Runs a task, which must return in time. */
  static void within(Duration limit, String what, Runnable task) {
    FutureTask<Void> run = new FutureTask<>(task, null);
    start(new Thread(run, "contract-" + what));
    await(run, limit, what);
  }

  /** Runs a task in several threads at once, and returns what they returned. */
  static <V> List<V> together(int threads, Callable<V> task) {
    CountDownLatch ready = new CountDownLatch(threads);
    List<FutureTask<V>> runs = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      FutureTask<V> run =
          new FutureTask<>(
              () -> {
                ready.countDown();
                ready.await();
                return task.call();
              });
      runs.add(run);
      start(new Thread(run, "contract-" + i));
    }
    List<V> results = new ArrayList<>();
    runs.forEach(run -> results.add(await(run, LONG, "a call from several threads")));
    return results;
  }

  /** Runs a task, after which the threads that it started must end. */
  static void assertNoneLeft(Runnable task) {
    // A thread belongs to the group of the thread that made it, unless it asks for another.
    ThreadGroup group = new ThreadGroup("contract");
    FutureTask<Void> run = new FutureTask<>(task, null);
    start(new Thread(group, run, "contract-life"));
    await(run, LONG, "a life from create to close");
    long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
    while (group.activeCount() > 0 && System.nanoTime() - deadline < 0) {
      pause(Duration.ofMillis(10));
    }
    Thread[] left = new Thread[group.activeCount() + 10];
    int count = group.enumerate(left);
    assertThat(Arrays.asList(left).subList(0, count)).as("threads that outlived close").isEmpty();
  }

  static void pause(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void start(Thread thread) {
    thread.setDaemon(true);
    thread.start();
  }

  private static <V> V await(FutureTask<V> run, Duration limit, String what) {
    try {
      return run.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new AssertionFailedError(what + " did not return within " + limit.toMillis() + " ms");
    } catch (ExecutionException e) {
      throw rethrown(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static RuntimeException rethrown(Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    if (cause instanceof RuntimeException exception) {
      throw exception;
    }
    throw new AssertionFailedError(cause.toString(), cause);
  }
}
