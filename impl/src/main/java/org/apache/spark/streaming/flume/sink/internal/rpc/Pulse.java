package org.apache.spark.streaming.flume.sink.internal.rpc;

import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.function.LongSupplier;

/** One I/O thread's sign of life; its task is made once, so that giving it needs little memory. */
final class Pulse implements Runnable {

  /**
   * How long one may be busy before it counts as gone: nothing that it does should take so long.
   */
  private static final Duration DEAF = Duration.ofSeconds(60);

  private final EventExecutor loop;
  private final LongSupplier clock;
  private long askedAt;
  private boolean asked;
  private volatile boolean answered;

  Pulse(EventExecutor loop, LongSupplier clock) {
    this.loop = loop;
    this.clock = clock;
  }

  @Override
  public void run() {
    answered = true;
  }

  /** What is wrong with the thread, as far as it can be seen; null for nothing. By one thread. */
  String problem() {
    if (loop.isShuttingDown()) {
      return IoThreads.ENDED;
    }
    long now = clock.getAsLong();
    if (!asked || answered) {
      // In this order: there may be no memory to ask, which is not that thread's fault.
      asked = false;
      answered = false;
      loop.execute(this);
      asked = true;
      askedAt = now;
    }
    return now - askedAt > DEAF.toNanos() ? "an I/O thread does not answer any more" : null;
  }
}
