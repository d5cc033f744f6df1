package org.apache.spark.streaming.flume.sink.internal.rpc;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.AbstractNioChannel;
import io.netty.channel.socket.SocketChannelConfig;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.NetUtil;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.spark.streaming.flume.sink.internal.guard.DaemonThreads;
import org.apache.spark.streaming.flume.sink.internal.guard.LimitedLog;
import org.apache.spark.streaming.flume.sink.internal.guard.SinkLog;
import org.apache.spark.streaming.flume.sink.internal.guard.SpareMemory;
import org.apache.spark.streaming.flume.sink.internal.guard.Uninterruptibles;
import org.slf4j.event.Level;

/**
 * Listens, and hands each connection to an I/O thread.
 *
 * <p>On a thread and with a selector of its own: a socket that a selector knows is closed by that
 * selector's thread, or with the selector, and Netty's threads end where memory does. The port
 * would stay taken for as long as the agent lives, and the sink could never start again.
 *
 * <p>A connection is accepted only when it is there and there is memory for it. In the middle of an
 * accept the JDK forgets a connection that it has none for, and the client would wait for ever.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a connection that can't be registered is closed
final class Acceptor {

  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final Duration BETWEEN_LINES = Duration.ofMinutes(1);
  private static final Duration LONGEST_END = Duration.ofSeconds(2);

  /** What accepting a connection and handing it on needs, several times over. */
  private static final int SPARE_BYTES = 64 * 1024;

  private final ServerSocketChannel socket;
  private final Selector selector;
  private final EventLoopGroup ioThreads;
  private final ChannelHandler first;
  private final Consumer<SocketChannelConfig> options;
  private final Consumer<Channel> arrived;
  private final LimitedLog failed;
  private final Thread thread;

  /** A class that can't be initialised or linked stays so, and no connection will ever do. */
  private volatile LinkageError broken;

  /**
   * Makes one that is not listening yet.
   *
   * @param first handler of each connection
   * @param options sets those of a connection
   * @param arrived gets each connection once it is an I/O thread's
   */
  Acceptor(
      String sinkName,
      EventLoopGroup ioThreads,
      ChannelHandler first,
      Consumer<SocketChannelConfig> options,
      Consumer<Channel> arrived,
      LongSupplier clock)
      throws IOException {
    this.ioThreads = ioThreads;
    this.first = first;
    this.options = options;
    this.arrived = arrived;
    this.failed =
        new LimitedLog(SinkLog.of(Acceptor.class, sinkName), Level.ERROR, BETWEEN_LINES, clock);
    this.thread = DaemonThreads.lasting(sinkName, "accept", this::acceptAll);
    this.selector = Selector.open();
    this.socket = ServerSocketChannel.open();
  }

  /** Binds, and begins to accept; gives the port. */
  int start(InetSocketAddress address) throws IOException {
    socket.bind(address, NetUtil.SOMAXCONN);
    socket.configureBlocking(false);
    socket.register(selector, SelectionKey.OP_ACCEPT);
    int port = ((InetSocketAddress) socket.getLocalAddress()).getPort();
    thread.start();
    return port;
  }

  /** Why it accepts no connections any more; null while it does. */
  String problem() {
    LinkageError error = broken;
    if (error != null) {
      return "it can't accept connections, and only another JVM can: " + error;
    }
    return socket.isOpen() && thread.isAlive() ? null : "it does not listen any more";
  }

  private void acceptAll() {
    while (socket.isOpen()) {
      try {
        selector.select();
        selector.selectedKeys().clear();
        SpareMemory.require(SPARE_BYTES);
        accept();
      } catch (ClosedChannelException | ClosedSelectorException e) {
        // That is the end.
      } catch (Throwable t) {
        if (t instanceof LinkageError error) {
          broken = error;
        }
        // No memory, no file handles: what comes next may find some.
        failed.write("a connection could not be accepted", t);
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }

  private void accept() throws IOException {
    SocketChannel accepted = socket.accept();
    if (accepted == null) {
      return;
    }
    boolean handedOn = false;
    try {
      EventLoop ioThread = ioThreads.next();
      if (ioThread.isShuttingDown()) {
        // It has ended. The sink will be down in a moment, and starts again.
        return;
      }
      NioSocketChannel channel = new NioSocketChannel(accepted);
      options.accept(channel.config());
      channel.pipeline().addLast(first);
      ioThread.register(channel);
      arrived.accept(channel);
      handedOn = true;
    } finally {
      if (!handedOn) {
        close(accepted);
      }
    }
  }

  /**
   * Closes a connection's socket, whatever its I/O thread does. Its handlers may not hear of it.
   */
  static void closeSocket(Channel channel) {
    close(((AbstractNioChannel.NioUnsafe) channel.unsafe()).ch());
  }

  private static void close(Closeable socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is as closed as can be.
    }
  }

  /**
   * Stops to listen, and ends the thread.
   *
   * @throws OutOfMemoryError if there is not the memory to do that wholly; nothing has been done
   *     then
   */
  void close() {
    SpareMemory.require(SPARE_BYTES);
    close(socket);
    close(selector);
    Uninterruptibles.join(thread, LONGEST_END);
  }
}
