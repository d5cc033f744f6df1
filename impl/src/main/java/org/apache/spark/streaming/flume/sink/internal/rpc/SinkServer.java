package org.apache.spark.streaming.flume.sink.internal.rpc;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.streaming.flume.sink.internal.batch.BatchEngine;
import org.apache.spark.streaming.flume.sink.internal.wire.FrameDecoder;
import org.apache.spark.streaming.flume.sink.internal.wire.Handshake;

/**
 * Listens for Spark's polls. Avro's wire format on Netty, without Avro's server: that one runs each
 * call on one of sixteen threads in turn, so a poll that waits freezes a sixteenth of all later
 * calls, acknowledgements included; here no call ever holds a thread.
 *
 * <p>Used once: {@link #start}, then {@link #quiesce} and {@link #close}.
 */
@SuppressWarnings("FutureReturnValueIgnored") // nothing waits for a connection to close
public final class SinkServer {

  /** What a connection may hold of an unfinished request however many others there are. */
  static final int HELD_BYTES_OF_ANYONE = 4096;

  private static final int MAX_IO_THREADS = 4;
  private static final long QUIESCE_MILLIS = 2000;
  private static final int SMALLEST_EXPECTATION = 4096;
  private static final int LARGEST_EXPECTATION = 16 << 20;

  /** Requests are small; what is reserved for reading one stays reserved until it has ended. */
  private static final int MAX_READ_BYTES = 4096;

  /** A call that waits holds some hundred bytes. */
  private static final long HEAP_PER_CALL = 4096;

  private static final int ALWAYS_CALLS = 4096;
  private static final int HELD_SHARE_OF_HEAP = 4;

  private final RpcSettings settings;
  private final BatchEngine engine;
  private final ConnectionObserver observer;
  private final ConnectionLimits limits;
  private final ConnectionLog log;
  private final Handshake handshake = new Handshake();
  private final ConnectionPipeline pipeline;
  private final Gate gate;
  private final EventLoopGroup ioThreads;
  private final ChannelGroup connections =
      new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger waitingCalls = new AtomicInteger();
  private final AtomicLong heldBytes = new AtomicLong();
  private final long manyCalls;
  private final long muchHeld;
  private final AtomicLong connectionIds = new AtomicLong();
  private Channel listener;
  private volatile boolean quiet;
  private volatile int expectedBatchBytes = SMALLEST_EXPECTATION;

  /** Makes a server that is not listening yet. */
  public SinkServer(RpcSettings settings, BatchEngine engine, ConnectionObserver observer) {
    this(
        settings,
        engine,
        observer,
        ConnectionLimits.of(settings),
        Runtime.getRuntime().maxMemory());
  }

  /** Makes a server with other limits than the settings lead to. */
  SinkServer(
      RpcSettings settings,
      BatchEngine engine,
      ConnectionObserver observer,
      ConnectionLimits limits,
      long heapBytes) {
    this.settings = settings;
    this.engine = engine;
    this.observer = observer;
    this.limits = limits;
    this.log = new ConnectionLog(settings.sinkName(), observer, System::nanoTime);
    this.pipeline = new ConnectionPipeline(settings, limits.handshake());
    this.gate = new Gate(settings.sinkName(), settings.access().rules());
    this.manyCalls = Math.max(ALWAYS_CALLS, heapBytes / HEAP_PER_CALL);
    this.muchHeld = heapBytes / HELD_SHARE_OF_HEAP;
    this.ioThreads =
        new NioEventLoopGroup(
            Math.min(MAX_IO_THREADS, Runtime.getRuntime().availableProcessors()),
            new DefaultThreadFactory("spark-sink-" + settings.sinkName() + "-io", true));
  }

  /**
   * Binds and listens.
   *
   * @return the port
   * @throws BindFailedException if the address can't be bound; close the server all the same
   */
  public int start() {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(ioThreads)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childOption(
                ChannelOption.RCVBUF_ALLOCATOR,
                new AdaptiveRecvByteBufAllocator(64, 512, MAX_READ_BYTES))
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    arrive(channel);
                  }
                });
    ChannelFuture bound =
        bootstrap
            .bind(new InetSocketAddress(settings.hostname(), settings.port()))
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new BindFailedException(settings, bound.cause());
    }
    listener = bound.channel();
    if (settings.access().tls() != null) {
      settings.access().tls().start();
    }
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  private void arrive(SocketChannel channel) {
    int limit = settings.maxConnections();
    if (open.incrementAndGet() > limit) {
      open.decrementAndGet();
      log.refused(channel.remoteAddress(), limit);
      channel.close();
      return;
    }
    channel.closeFuture().addListener(closed -> open.decrementAndGet());
    connections.add(channel);
    gate.ask(
        channel,
        admitted -> {
          if (admitted) {
            accept(channel);
          } else {
            log.denied(channel.remoteAddress());
            channel.close();
          }
        });
  }

  private void accept(SocketChannel channel) {
    observer.opened();
    channel.closeFuture().addListener(closed -> observer.closed());
    FrameDecoder decoder = pipeline.addTo(channel.pipeline());
    channel.pipeline().addLast(new Connection(this, decoder, connectionIds.incrementAndGet()));
  }

  /** Runs an action when the server stops listening, for whatever reason. */
  public void whenDown(Runnable action) {
    listener.closeFuture().addListener(closed -> action.run());
  }

  /** Stops listening and reading; replies still go out. */
  public void quiesce() {
    quiet = true;
    if (listener != null) {
      listener.close().awaitUninterruptibly(QUIESCE_MILLIS);
    }
    for (Channel channel : connections) {
      try {
        // On its own thread: there, nothing else turns reading on again.
        channel.eventLoop().execute(() -> channel.config().setAutoRead(false));
      } catch (RejectedExecutionException e) {
        // The I/O threads have ended, so nobody reads.
        return;
      }
    }
  }

  /** Closes all connections and ends the I/O threads, within the limit. */
  public boolean close(Duration limit) {
    quiesce();
    gate.close();
    if (settings.access().tls() != null) {
      settings.access().tls().close();
    }
    long third = limit.toMillis() / 3;
    connections.close().awaitUninterruptibly(third);
    ioThreads.shutdownGracefully(0, third, TimeUnit.MILLISECONDS);
    return ioThreads.terminationFuture().awaitUninterruptibly(2 * third);
  }

  /** The address could not be bound. */
  public static final class BindFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BindFailedException(RpcSettings settings, Throwable cause) {
      super("can't listen on " + settings.hostname() + ":" + settings.port() + ": " + cause, cause);
    }
  }

  BatchEngine engine() {
    return engine;
  }

  Handshake handshake() {
    return handshake;
  }

  ConnectionLimits limits() {
    return limits;
  }

  ConnectionLog log() {
    return log;
  }

  /** Connections that are open. */
  public int connections() {
    return open.get();
  }

  /** Whether requests are not read any more. */
  boolean isQuiet() {
    return quiet;
  }

  void asked() {
    waitingCalls.incrementAndGet();
  }

  void answered(int calls) {
    waitingCalls.addAndGet(-calls);
  }

  /** Whether so many calls wait that a connection must do with fewer. */
  boolean isCrowded() {
    return waitingCalls.get() > manyCalls;
  }

  /** Bytes of unfinished requests that a connection holds more, or less, than before. */
  void hold(int bytes) {
    if (bytes != 0) {
      heldBytes.addAndGet(bytes);
    }
  }

  boolean holdsMuch() {
    return heldBytes.get() > muchHeld;
  }

  /** Batches resemble each other, so the last one's size is a good guess at the next one's. */
  int expectedBatchBytes() {
    return expectedBatchBytes;
  }

  void sentBatchOf(long bytes) {
    long guess = Math.max(SMALLEST_EXPECTATION, bytes + bytes / 8);
    expectedBatchBytes = (int) Math.min(LARGEST_EXPECTATION, guess);
  }
}
