package org.apache.spark.streaming.flume.sink.internal.rpc;

import io.netty.bootstrap.ServerBootstrap;
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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.streaming.flume.sink.internal.batch.BatchEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for Spark's polls. Avro's wire format on Netty, without Avro's server: that one runs each
 * call on one of sixteen threads in turn, so a poll that waits freezes a sixteenth of all later
 * calls, acknowledgements included; here no call ever holds a thread.
 *
 * <p>Used once: {@link #start}, then {@link #quiesce} and {@link #close}.
 */
@SuppressWarnings("FutureReturnValueIgnored") // nothing waits for a connection to close
public final class SinkServer {

  private static final Logger LOG = LoggerFactory.getLogger(SinkServer.class);
  private static final int MAX_IO_THREADS = 4;
  private static final int SMALLEST_EXPECTATION = 4096;

  private final RpcSettings settings;
  private final BatchEngine engine;
  private final Handshake handshake = new Handshake();
  private final EventLoopGroup ioThreads;
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final AtomicLong connectionIds = new AtomicLong();
  private Channel listener;
  private volatile int expectedBatchBytes = SMALLEST_EXPECTATION;

  /** Makes a server that is not listening yet. */
  public SinkServer(RpcSettings settings, BatchEngine engine) {
    this.settings = settings;
    this.engine = engine;
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
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    accept(channel);
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
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  private void accept(SocketChannel channel) {
    if (connections.size() >= settings.maxConnections()) {
      LOG.warn(
          "Sink {}: refused a connection from {}: {} are open, the limit",
          settings.sinkName(),
          channel.remoteAddress(),
          settings.maxConnections());
      channel.close();
      return;
    }
    connections.add(channel);
    FrameDecoder decoder = new FrameDecoder(settings.maxFrameBytes());
    channel.pipeline().addLast(decoder);
    channel.pipeline().addLast(new Connection(this, decoder, connectionIds.incrementAndGet()));
  }

  /** Runs an action when the server stops listening, for whatever reason. */
  public void whenDown(Runnable action) {
    listener.closeFuture().addListener(closed -> action.run());
  }

  /** Stops listening and reading; replies still go out. */
  public void quiesce() {
    if (listener != null) {
      listener.close().awaitUninterruptibly();
    }
    connections.forEach(channel -> channel.config().setAutoRead(false));
  }

  /** Closes all connections and ends the I/O threads, within the limit. */
  public boolean close(Duration limit) {
    quiesce();
    connections.close().awaitUninterruptibly(limit.toMillis() / 2);
    ioThreads.shutdownGracefully(0, limit.toMillis() / 2, TimeUnit.MILLISECONDS);
    return ioThreads.terminationFuture().awaitUninterruptibly(limit.toMillis());
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

  String sinkName() {
    return settings.sinkName();
  }

  /** Batches resemble each other, so the last one's size is a good guess at the next one's. */
  int expectedBatchBytes() {
    return expectedBatchBytes;
  }

  void sentBatchOf(int bytes) {
    expectedBatchBytes = Math.max(SMALLEST_EXPECTATION, bytes + bytes / 8);
  }
}
