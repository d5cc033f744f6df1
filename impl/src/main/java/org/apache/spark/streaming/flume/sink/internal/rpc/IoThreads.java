package org.apache.spark.streaming.flume.sink.internal.rpc;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The threads that read and write. Netty ends one for good when an Error gets out of its loop, an
 * OutOfMemoryError of its own log line for one; every connection on it is then dead, and new ones
 * that it should have are as well. So somebody has to {@linkplain #problem look} now and then.
 */
final class IoThreads {

  private static final int MOST = 4;
  private static final String ENDED = "an I/O thread has ended";

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
        return ENDED;
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
  private final OwnThreads threads;
  private final OwnSelectors selectors = new OwnSelectors();
  private final EventLoopGroup group;
  private final List<Pulse> pulses = new ArrayList<>();

  IoThreads(String sinkName, LongSupplier clock) {
    this.clock = clock;
    this.threads = new OwnThreads("spark-sink-" + sinkName + "-io");
    this.group =
        new NioEventLoopGroup(
            Math.min(MOST, Runtime.getRuntime().availableProcessors()), threads, selectors);
    group.forEach(loop -> pulses.add(new Pulse(loop)));
  }

  /** Netty's threads, but not under the context class loader of whoever starts the sink. */
  private static final class OwnThreads extends DefaultThreadFactory {

    private final List<Thread> made = new CopyOnWriteArrayList<>();

    OwnThreads(String name) {
      super(name, true);
    }

    @Override
    protected Thread newThread(Runnable task, String name) {
      Thread thread = super.newThread(task, name);
      thread.setContextClassLoader(IoThreads.class.getClassLoader());
      made.add(thread);
      return thread;
    }

    boolean oneHasEnded() {
      for (Thread thread : made) {
        if (thread.getState() == Thread.State.TERMINATED) {
          return true;
        }
      }
      return false;
    }
  }

  /**
   * Netty's selectors, so that they can be closed for a thread that ended without: until then, the
   * sockets that were registered with it stay open, and their port taken.
   */
  private static final class OwnSelectors extends SelectorProvider {

    private final SelectorProvider provider = SelectorProvider.provider();
    private final List<Selector> opened = new CopyOnWriteArrayList<>();

    @Override
    public AbstractSelector openSelector() throws IOException {
      AbstractSelector selector = provider.openSelector();
      opened.add(selector);
      return selector;
    }

    void close() {
      for (Selector selector : opened) {
        try {
          selector.close();
        } catch (IOException e) {
          // It is closed as far as it can be.
        }
      }
    }

    @Override
    public DatagramChannel openDatagramChannel() throws IOException {
      return provider.openDatagramChannel();
    }

    @Override
    public DatagramChannel openDatagramChannel(ProtocolFamily family) throws IOException {
      return provider.openDatagramChannel(family);
    }

    @Override
    public Pipe openPipe() throws IOException {
      return provider.openPipe();
    }

    @Override
    public ServerSocketChannel openServerSocketChannel() throws IOException {
      return provider.openServerSocketChannel();
    }

    @Override
    public SocketChannel openSocketChannel() throws IOException {
      return provider.openSocketChannel();
    }
  }

  EventLoopGroup group() {
    return group;
  }

  /** What is wrong with them; null if nothing is. By one thread at a time. */
  String problem() {
    if (threads.oneHasEnded()) {
      return ENDED;
    }
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
    boolean ended = group.terminationFuture().awaitUninterruptibly(millis);
    selectors.close();
    return ended;
  }
}
