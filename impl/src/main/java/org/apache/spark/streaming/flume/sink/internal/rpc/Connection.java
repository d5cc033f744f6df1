package org.apache.spark.streaming.flume.sink.internal.rpc;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.spark.streaming.flume.sink.internal.batch.Client;
import org.apache.spark.streaming.flume.sink.internal.wire.FrameDecoder;

/**
 * One client's connection: how much of it there is, how long it keeps the sink waiting, and its
 * end. Everything here runs on the connection's I/O thread and nothing blocks it, except where a
 * method says that it is thread-safe.
 *
 * <p>While the client does not read its replies, nothing is read from it either, so that what it
 * can make the sink hold is bounded.
 */
@SuppressWarnings("FutureReturnValueIgnored") // nothing waits for a connection to close
final class Connection extends ChannelInboundHandlerAdapter implements Client {

  private final long id;
  private final FrameDecoder decoder;
  private final ConnectionLimits limits;
  private final ServerLoad load;
  private final ConnectionLog log;
  private final ConnectionWatch watch;
  private volatile long lookedAt;

  /** Made once, so that closing needs no memory. */
  private final Runnable end = this::end;

  private final Runnable tellEnd = this::tellEnd;

  private Channel channel;
  private String peer;
  private Object host;
  private Future<?> looks;
  private boolean heard;
  private boolean greeted;
  private boolean takesMetadata;
  private int unanswered;
  private int buffered;
  private volatile boolean open = true;
  private volatile boolean quiet;

  // Why it is to be closed; set before it is, by any thread.
  private volatile String misbehaviour;
  private volatile Throwable failure;

  Connection(
      long id, FrameDecoder decoder, ConnectionLimits limits, ServerLoad load, ConnectionLog log) {
    this.id = id;
    this.decoder = decoder;
    this.limits = limits;
    this.load = load;
    this.log = log;
    this.watch = new ConnectionWatch(limits);
    this.lookedAt = System.nanoTime();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    channel = ctx.channel();
    peer = ConnectionLog.text(channel.remoteAddress());
    host =
        channel.remoteAddress() instanceof InetSocketAddress address && !address.isUnresolved()
            ? address.getAddress()
            : peer;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    long nanos = limits.lookEvery().toNanos();
    looks =
        channel.eventLoop().scheduleWithFixedDelay(this::look, nanos, nanos, TimeUnit.NANOSECONDS);
    ctx.fireChannelActive();
  }

  /** Must not throw, or it would be the last look. */
  private void look() {
    lookedAt = System.nanoTime();
    try {
      if (!open) {
        // For want of memory, not even closing may have worked.
        channel.close(channel.voidPromise());
      } else if (failure != null || misbehaviour != null) {
        end();
      } else {
        lookForLimits();
      }
    } catch (Throwable t) {
      failure = t;
    }
  }

  /** The time, in nanoseconds, of the last look that the connection took at itself. */
  long lookedAt() {
    return lookedAt;
  }

  private void lookForLimits() {
    long now = lookedAt;
    boolean reading = channel.config().isAutoRead();
    ChannelOutboundBuffer out = channel.unsafe().outboundBuffer();
    boolean midFrame = decoder.isMidFrame();
    String overdue = watch.overdue(now, heard, greeted, midFrame && reading, out);
    boolean waiting = greeted && unanswered == 0 && !midFrame && (out == null || out.isEmpty());
    if (overdue != null) {
      close(overdue);
    } else if (watch.isIdleTooLong(now, waiting) && reading) {
      shut(() -> log.idle(peer, limits.idle()));
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    boolean left = open;
    open = false;
    if (looks != null) {
      looks.cancel(false);
    }
    load.answered(unanswered);
    unanswered = 0;
    load.buffered(-buffered);
    buffered = 0;
    ctx.fireChannelInactive();
    if (left && greeted) {
      log.left(peer, load.connections());
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object frame) {
    watch.requestRead();
    unanswered++;
    load.called();
    int allowed = load.isCrowded() ? limits.callsWhenCrowded() : limits.calls();
    if (unanswered > allowed) {
      close("it made more than %d calls without waiting for an answer".formatted(allowed));
    }
    ctx.fireChannelRead(frame);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    heard |= decoder.hasBegun();
    if (open) {
      int now = decoder.heldBytes();
      load.buffered(now - buffered);
      buffered = now;
      if (now > ServerLoad.BUFFERED_BYTES_OF_ANYONE && load.isMuchBuffered()) {
        close("it sent %d bytes of a request without its end, and memory is short".formatted(now));
      }
    }
    ctx.fireChannelReadComplete();
  }

  /** Reads no more from a client that does not read. */
  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    channel.config().setAutoRead(channel.isWritable() && !quiet);
    ctx.fireChannelWritabilityChanged();
  }

  /** A TLS handshake that fails is told in this way or as an exception, or in both. */
  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake && !handshake.isSuccess()) {
      PeerFailure.inTls(handshake.cause()).ifPresent(this::close);
    }
    ctx.fireUserEventTriggered(event);
  }

  /** Closes the connection because of what a handler met. Never throws. */
  void met(Throwable cause) {
    try {
      closeAfter(cause);
    } catch (Throwable t) {
      fail(cause);
    }
  }

  private void closeAfter(Throwable cause) {
    Optional<String> fault = PeerFailure.in(cause);
    if (fault.isPresent()) {
      close(fault.get());
    } else if (cause instanceof IOException) {
      if (open) {
        shut(() -> log.broke(peer, cause));
      }
    } else {
      fail(cause);
    }
  }

  /**
   * The client has completed its handshake.
   *
   * @param metadata whether it understands more than Spark's own clients do
   */
  void greeted(boolean metadata) {
    greeted = true;
    takesMetadata = metadata;
    log.came(peer, load.connections());
  }

  boolean isGreeted() {
    return greeted;
  }

  /** Whether replies may say more than those of Spark's own sink do. */
  boolean takesMetadata() {
    return takesMetadata;
  }

  /** A reply is about to be written. */
  void answered() {
    watch.answered();
    if (unanswered > 0) {
      unanswered--;
      load.answered(1);
    }
  }

  /** Closes the connection because of what its client did. Thread-safe, and never throws. */
  void close(String reason) {
    misbehaviour = reason;
    endOnIoThread();
  }

  /** Closes the connection because the sink failed. Thread-safe, and never throws. */
  void fail(Throwable cause) {
    failure = cause;
    endOnIoThread();
  }

  private void endOnIoThread() {
    try {
      if (channel.eventLoop().inEventLoop()) {
        end();
      } else {
        channel.eventLoop().execute(end);
      }
    } catch (Throwable t) {
      // The I/O threads have ended, and all connections with them; or there is no memory, and the
      // next look does it.
    }
  }

  private void end() {
    if (!open) {
      return;
    }
    shut(tellEnd);
  }

  private void tellEnd() {
    String did = misbehaviour;
    if (did != null) {
      log.misbehaved(peer, did);
    } else {
      log.failed(peer, failure);
    }
  }

  /** From here on no request is served, not even one that has been read. */
  private void shut(Runnable telling) {
    open = false;
    decoder.stop();
    try {
      telling.run();
    } finally {
      channel.close();
    }
  }

  /** Reads nothing more; replies still go out. */
  void quiesce() {
    quiet = true;
    channel.config().setAutoRead(false);
  }

  Channel channel() {
    return channel;
  }

  ByteBufAllocator alloc() {
    return channel.alloc();
  }

  ServerLoad load() {
    return load;
  }

  @Override
  public long connection() {
    return id;
  }

  @Override
  public String address() {
    return peer;
  }

  @Override
  public Object host() {
    return host;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void abandon(String reason) {
    close(reason);
  }
}
