package org.apache.spark.streaming.flume.sink.internal.rpc;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The threads that read and write. Netty ends one for good when an Error gets out of its loop, an
 * OutOfMemoryError of its own log line for one; every connection on it is then dead, and new ones
 * that it should have are as well. So somebody has to {@linkplain #problem look} now and then.
 */
final class IoThreads {

  private static final int MOST = 4;

  /**
   * How long one may be busy before it counts as gone: nothing that it does should take so long.
   */
  private static final Duration DEAF = Duration.ofSeconds(60);

  /** One thread's sign of life; its task is made once, so that giving it needs little memory. */
  private final class Pulse implements Runnable {

    private final EventExecutor loop;
    private long askedAt;
    private boolean asked;
    private volatile boolean answered;

    Pulse(EventExecutor loop) {
      this.loop = loop;
    }

    @Override
    public void run() {
      answered = true;
    }

    String problem() {
      if (loop.isShuttingDown()) {
        return "an I/O thread has ended";
      }
      long now = clock.getAsLong();
      if (!asked || answered) {
        answered = false;
        asked = true;
        askedAt = now;
        loop.execute(this);
      }
      return now - askedAt > DEAF.toNanos() ? "an I/O thread does not answer any more" : null;
    }
  }

  private final LongSupplier clock;
  private final EventLoopGroup group;
  private final List<Pulse> pulses = new ArrayList<>();

  IoThreads(String sinkName, LongSupplier clock) {
    this.clock = clock;
    this.group =
        new NioEventLoopGroup(
            Math.min(MOST, Runtime.getRuntime().availableProcessors()),
            new OwnThreads("spark-sink-" + sinkName + "-io"));
    group.forEach(loop -> pulses.add(new Pulse(loop)));
  }

  /** Netty's threads, but not under the context class loader of whoever starts the sink. */
  private static final class OwnThreads extends DefaultThreadFactory {

    OwnThreads(String name) {
      super(name, true);
    }

    @Override
    protected Thread newThread(Runnable task, String name) {
      Thread thread = super.newThread(task, name);
      thread.setContextClassLoader(IoThreads.class.getClassLoader());
      return thread;
    }
  }

  EventLoopGroup group() {
    return group;
  }

  /** What is wrong with them; null if nothing is. By one thread at a time. */
  String problem() {
    for (Pulse pulse : pulses) {
      try {
        String problem = pulse.problem();
        if (problem != null) {
          return problem;
        }
      } catch (Throwable t) {
        // There is no memory to ask; the next look tells more.
      }
    }
    return null;
  }

  /**
   * Ends them.
   *
   * @return whether they have ended within the limit
   */
  @SuppressWarnings("FutureReturnValueIgnored") // the group's own future tells
  boolean close(Duration limit) {
    long millis = limit.toMillis();
    group.shutdownGracefully(0, millis / 2, TimeUnit.MILLISECONDS);
    return group.terminationFuture().awaitUninterruptibly(millis);
  }
}
