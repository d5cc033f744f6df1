package org.apache.spark.streaming.flume.sink.internal.rpc;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.streaming.flume.sink.internal.batch.BatchEngine;
import org.apache.spark.streaming.flume.sink.internal.tls.KeyMaterialException;
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

  private static final long QUIESCE_MILLIS = 2000;

  /** Netty stops to accept for a second after a failure; this is how long it may look like that. */
  private static final Duration ACCEPTS_AGAIN = Duration.ofSeconds(10);

  /** Requests are small; what is reserved for reading one stays reserved until it has ended. */
  private static final int MAX_READ_BYTES = 4096;

  private final RpcSettings settings;
  private final BatchEngine engine;
  private final ConnectionObserver observer;
  private final ConnectionLimits limits;
  private final ServerLoad load;
  private final ConnectionLog log;
  private final Handshake handshake = new Handshake();
  private final ConnectionPipeline pipeline;
  private final Gate gate;
  private final IoThreads ioThreads;
  private final ChannelGroup connections =
      new DefaultChannelGroup(NettyStatics.globalExecutor(), true);
  private final AtomicLong connectionIds = new AtomicLong();
  private Channel listener;
  private long deafSince;
  private boolean deaf;
  private volatile boolean quiet;

  /**
   * Makes a server that is not listening yet.
   *
   * @throws KeyMaterialException if the files for TLS can't be used
   */
  public SinkServer(RpcSettings settings, BatchEngine engine, ConnectionObserver observer)
      throws KeyMaterialException {
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
      long heapBytes)
      throws KeyMaterialException {
    this.settings = settings;
    this.engine = engine;
    this.observer = observer;
    this.limits = limits;
    this.load = new ServerLoad(heapBytes);
    this.log = new ConnectionLog(settings.sinkName(), observer, System::nanoTime);
    this.pipeline = new ConnectionPipeline(settings, limits.handshake());
    this.gate = new Gate(settings.sinkName(), settings.access().rules());
    this.ioThreads = new IoThreads(settings.sinkName(), System::nanoTime);
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
            .group(ioThreads.group())
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
    pipeline.start();
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  private void arrive(SocketChannel channel) {
    if (!load.open(settings.maxConnections())) {
      try {
        log.refused(channel.remoteAddress(), settings.maxConnections());
      } finally {
        channel.close();
      }
      return;
    }
    AtomicBoolean counted = new AtomicBoolean(true);
    channel.closeFuture().addListener(closed -> countOut(counted));
    connections.add(channel);
    gate.ask(
        channel,
        (admitted, reason) -> {
          if (admitted) {
            accept(channel);
          } else {
            // Before its client can know: it must take nobody's place.
            countOut(counted);
            deny(channel, reason);
          }
        });
  }

  private void countOut(AtomicBoolean counted) {
    if (counted.compareAndSet(true, false)) {
      load.closed();
    }
  }

  private void deny(SocketChannel channel, String reason) {
    try {
      log.denied(channel.remoteAddress(), reason);
    } finally {
      channel.close();
    }
  }

  private void accept(SocketChannel channel) {
    observer.opened();
    channel.closeFuture().addListener(closed -> observer.closed());
    FrameDecoder decoder = pipeline.addTo(channel.pipeline());
    channel.pipeline().addLast(handlers(decoder));
  }

  /** What serves one connection, behind its decoder. */
  ChannelHandler[] handlers(FrameDecoder decoder) {
    Connection connection =
        new Connection(connectionIds.incrementAndGet(), decoder, limits, load, log);
    return new ChannelHandler[] {connection, new RequestHandler(connection, engine, handshake)};
  }

  /** Runs an action when the server stops listening, for whatever reason. */
  public void whenDown(Runnable action) {
    listener.closeFuture().addListener(closed -> action.run());
  }

  /** Why the server can't serve any more; null while it can. By one thread at a time. */
  public String problem() {
    if (quiet) {
      return null;
    }
    if (!listener.isOpen()) {
      return "it does not listen any more";
    }
    long now = System.nanoTime();
    log.tellHeldBack(now);
    if (listener.config().isAutoRead()) {
      deaf = false;
    } else if (!deaf) {
      deaf = true;
      deafSince = now;
    }
    return deaf && now - deafSince > ACCEPTS_AGAIN.toNanos()
        ? "it does not accept connections any more"
        : ioThreads.problem();
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
        channel.eventLoop().execute(() -> quiesce(channel));
      } catch (RejectedExecutionException e) {
        // That I/O thread has ended, and its connections with it.
      }
    }
  }

  private static void quiesce(Channel channel) {
    Connection connection = channel.pipeline().get(Connection.class);
    if (connection == null) {
      channel.config().setAutoRead(false);
    } else {
      connection.quiesce();
    }
  }

  /** Closes all connections and ends the I/O threads; tells whether they have ended in time. */
  public boolean close(Duration limit) {
    quiesce();
    gate.close();
    pipeline.close();
    Duration third = limit.dividedBy(3);
    connections.close().awaitUninterruptibly(third.toMillis());
    boolean ended = ioThreads.close(third.multipliedBy(2));
    log.end();
    return ended;
  }

  /** The address could not be bound. */
  public static final class BindFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BindFailedException(RpcSettings settings, Throwable cause) {
      super(
          "can't listen on %s:%d: %s".formatted(settings.hostname(), settings.port(), cause),
          cause);
    }
  }

  /** Connections that are open. */
  public int connections() {
    return load.connections();
  }
}
