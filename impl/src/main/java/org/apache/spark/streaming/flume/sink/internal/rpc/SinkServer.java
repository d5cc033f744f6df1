package org.apache.spark.streaming.flume.sink.internal.rpc;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.SocketChannelConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.streaming.flume.sink.internal.batch.BatchEngine;
import org.apache.spark.streaming.flume.sink.internal.batch.Client;
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

  /** Requests are small; what is reserved for reading one stays reserved until it has ended. */
  private static final int MAX_READ_BYTES = 4096;

  private final RpcSettings settings;
  private final BatchEngine engine;
  private final ConnectionObserver observer;
  private final ConnectionLimits limits;
  private final ServerLoad load;
  private final ConnectionLog log;
  private final Handshake handshake = new Handshake();
  private final Readers readers;
  private final ConnectionPipeline pipeline;
  private final Gate gate;
  private final IoThreads ioThreads;
  private final ChannelGroup connections =
      new DefaultChannelGroup(NettyStatics.globalExecutor(), true);
  private final LostConnections lost;
  private final AtomicLong connectionIds = new AtomicLong();
  private Acceptor acceptor;
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
    this.lost = new LostConnections(limits.lookEvery());
    this.load = new ServerLoad(heapBytes);
    this.log = new ConnectionLog(settings.sinkName(), observer, System::nanoTime);
    this.readers = new Readers(log);
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
    try {
      acceptor =
          new Acceptor(
              settings.sinkName(),
              ioThreads.group(),
              new ChannelInitializer<SocketChannel>() {
                @Override
                protected void initChannel(SocketChannel channel) {
                  arrive(channel);
                }
              },
              SinkServer::set,
              this::join,
              System::nanoTime);
      int port = acceptor.start(new InetSocketAddress(settings.hostname(), settings.port()));
      pipeline.start();
      return port;
    } catch (IOException | UnresolvedAddressException e) {
      throw new BindFailedException(settings, e);
    }
  }

  private static void set(SocketChannelConfig options) {
    options
        .setTcpNoDelay(true)
        .setKeepAlive(true)
        .setRecvByteBufAllocator(new AdaptiveRecvByteBufAllocator(64, 512, MAX_READ_BYTES));
  }

  /** One that comes while the server is being closed has not been seen by that. */
  private void join(Channel channel) {
    lost.add(channel, System.nanoTime());
    connections.add(channel);
    if (quiet) {
      channel.close();
    }
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
    return new ChannelHandler[] {
      connection, new RequestHandler(connection, engine, handshake, readers)
    };
  }

  /**
   * Closes the connections of a client; their open batches are rolled back.
   *
   * @param host its address, without a port
   * @return how many there were
   */
  public int closeConnectionsOf(String host) {
    int closed = 0;
    for (Channel channel : connections) {
      if (Client.hostOf(ConnectionLog.text(channel.remoteAddress())).equals(host)) {
        channel.close();
        closed++;
      }
    }
    return closed;
  }

  /** When its certificate expires, in milliseconds since 1970; 0 without TLS. */
  public long certificateExpiryMillis() {
    return pipeline.certificateExpiryMillis();
  }

  /** Why the server can't serve any more; null while it can. By one thread at a time. */
  public String problem() {
    if (quiet) {
      return null;
    }
    long now = System.nanoTime();
    log.tellHeldBack(now);
    lost.close(now);
    String problem = acceptor.problem();
    return problem == null ? ioThreads.problem() : problem;
  }

  /** Stops listening and reading; replies still go out. */
  public void quiesce() {
    quiet = true;
    if (acceptor != null) {
      acceptor.close();
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
    long deadline = System.nanoTime() + third.toNanos();
    connections.removeIf(SinkServer::isClosedForItsThread);
    connections.close();
    for (Channel channel : connections) {
      channel
          .closeFuture()
          .awaitUninterruptibly(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    }
    // Nobody else closes those whose I/O thread has ended meanwhile.
    connections.forEach(Acceptor::closeSocket);
    boolean ended = ioThreads.close(third.multipliedBy(2));
    log.end();
    return ended;
  }

  /** Netty would log an error for each listener that its ended thread can't tell. */
  private static boolean isClosedForItsThread(Channel channel) {
    boolean ended = channel.eventLoop().isShuttingDown();
    if (ended) {
      Acceptor.closeSocket(channel);
    }
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
