package org.apache.spark.streaming.flume.sink.internal.rpc;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
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
  static final String ENDED = "an I/O thread has ended";

  private final OwnThreads threads;
  private final OwnSelectors selectors = new OwnSelectors();
  private final EventLoopGroup group;
  private final List<Pulse> pulses = new ArrayList<>();

  IoThreads(String sinkName, LongSupplier clock) {
    this.threads = new OwnThreads("spark-sink-" + sinkName + "-io");
    this.group =
        new NioEventLoopGroup(
            Math.min(MOST, Runtime.getRuntime().availableProcessors()), threads, selectors);
    group.forEach(loop -> pulses.add(new Pulse(loop, clock)));
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
