package io.github.flumespark.itest.spark;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Puts events into a sink's channel all the time, until it is closed. */
final class Flow implements AutoCloseable {

  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private final AtomicInteger put = new AtomicInteger();
  private final ScheduledFuture<?> puts;

  /** Puts so many events each time that this period has passed. */
  Flow(EmbeddedSink sink, int count, Duration period) {
    puts =
        thread.scheduleAtFixedRate(
            () -> {
              sink.putSmall("flow-" + put.get(), count);
              put.addAndGet(count);
            },
            0,
            period.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /** How many it has put. */
  int put() {
    return put.get();
  }

  @Override
  public void close() {
    if (puts.isDone()) {
      throw new AssertionError("the flow has ended after %d events".formatted(put.get()));
    }
    thread.shutdown();
    try {
      if (!thread.awaitTermination(30, TimeUnit.SECONDS)) {
        throw new AssertionError("the flow does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
