package io.github.flumespark.itest.benchmarks.run;

import io.github.flumespark.itest.benchmarks.client.PollClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/** Threads with a connection each. */
final class Pollers implements AutoCloseable {

  /** What each of them does with its connection. */
  interface Task {
    void run(PollClient client) throws IOException;
  }

  private final List<PollClient> clients = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private volatile boolean closed;

  /** Opens the connections. */
  Pollers(Setup setup, int port, int count, boolean stamps) throws IOException {
    for (int i = 0; i < count; i++) {
      clients.add(setup.connect(port, stamps));
    }
  }

  /** Starts a thread for each connection. */
  void start(Task task) {
    threads.clear();
    for (PollClient client : clients) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  task.run(client);
                } catch (IOException | RuntimeException e) {
                  if (!closed) {
                    failure.compareAndSet(null, e);
                  }
                }
              },
              "poller");
      thread.setDaemon(true);
      threads.add(thread);
    }
    threads.forEach(Thread::start);
  }

  boolean isClosed() {
    return closed;
  }

  /** Waits until all threads are done. */
  void join(Duration limit) throws TimeoutException {
    long deadline = System.nanoTime() + limit.toNanos();
    for (Thread thread : threads) {
      try {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        thread.join(Math.max(1, left));
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      check();
      if (thread.isAlive()) {
        throw new TimeoutException("a client was not done after " + limit);
      }
    }
  }

  /** Fails if a client has failed. */
  void check() {
    Throwable thrown = failure.get();
    if (thrown != null) {
      throw new IllegalStateException("a client failed", thrown);
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    for (PollClient client : clients) {
      client.close();
    }
  }
}
