package io.github.flumespark.osgi.agent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The one thread on which everything happens that an agent does, in order. Thread-safe; nothing but
 * {@link #awaitEnd} waits.
 */
final class AgentThread {

  private final ScheduledThreadPoolExecutor executor;
  private final Consumer<Throwable> failures;
  private final List<ScheduledFuture<?>> periodic = new ArrayList<>();
  private volatile boolean closing;

  /**
   * @param name the thread's
   * @param classes its context class loader
   * @param failures gets what a task throws
   */
  AgentThread(String name, ClassLoader classes, Consumer<Throwable> failures) {
    this.failures = failures;
    this.executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, name);
              thread.setDaemon(true);
              thread.setContextClassLoader(classes);
              return thread;
            });
  }

  /** Runs a task again and again, until the end, whatever it throws. */
  void every(Duration period, Runnable task) {
    synchronized (executor) {
      if (!executor.isShutdown()) {
        long nanos = period.toNanos();
        periodic.add(
            executor.scheduleWithFixedDelay(() -> guard(task), nanos, nanos, TimeUnit.NANOSECONDS));
      }
    }
  }

  /** Runs a task, unless the end has begun. */
  boolean submit(Runnable task) {
    synchronized (executor) {
      if (executor.isShutdown()) {
        return false;
      }
      executor.execute(() -> guard(task));
      return true;
    }
  }

  /** Runs a task; how it ended is the result, which an end that has begun fails as well. */
  CompletableFuture<Void> call(Runnable task) {
    CompletableFuture<Void> result = new CompletableFuture<>();
    boolean accepted =
        submit(
            () -> {
              if (closing) {
                result.completeExceptionally(ending());
                return;
              }
              try {
                task.run();
                result.complete(null);
              } catch (Throwable t) {
                result.completeExceptionally(t);
              }
            });
    if (!accepted) {
      result.completeExceptionally(ending());
    }
    return result;
  }

  private static IllegalStateException ending() {
    return new IllegalStateException("the agent is ending");
  }

  private void guard(Runnable task) {
    try {
      task.run();
    } catch (Throwable t) {
      failures.accept(t);
    }
  }

  /** Whether the end has begun: what waits for its turn has nothing to do any more. */
  boolean isClosing() {
    return closing;
  }

  /** Runs one last task after the one that is running. Calling it again does nothing. */
  void beginClose(Runnable last) {
    synchronized (executor) {
      if (!closing) {
        closing = true;
        periodic.forEach(each -> each.cancel(false));
        executor.execute(() -> guard(last));
        executor.shutdown();
      }
    }
  }

  /**
   * Waits for the end of the last task.
   *
   * @return whether it has ended within the limit
   */
  boolean awaitEnd(Duration limit) {
    try {
      return executor.awaitTermination(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
