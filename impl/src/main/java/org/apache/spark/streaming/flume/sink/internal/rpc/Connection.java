package org.apache.spark.streaming.flume.sink.internal.rpc;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.spark.streaming.flume.sink.internal.batch.BatchEngine;
import org.apache.spark.streaming.flume.sink.internal.wire.AvroWire;
import org.apache.spark.streaming.flume.sink.internal.wire.AvroWire.ProtocolException;
import org.apache.spark.streaming.flume.sink.internal.wire.Frame;
import org.apache.spark.streaming.flume.sink.internal.wire.FrameDecoder;
import org.apache.spark.streaming.flume.sink.internal.wire.Handshake;

/**
 * One client's connection: reads its requests and hands them to the engine. Everything here runs on
 * the connection's I/O thread and nothing blocks it, except where a method says that it is
 * thread-safe; replies come back from any thread.
 *
 * <p>While the client does not read its replies, nothing is read from it either, so that what it
 * can make the sink hold is bounded.
 */
@SuppressWarnings("FutureReturnValueIgnored") // nothing waits for a connection to close
final class Connection extends SimpleChannelInboundHandler<Frame> {

  private static final int MAX_NAME_CHARS = 64;

  private final SinkServer server;
  private final BatchEngine engine;
  private final FrameDecoder decoder;
  private final ConnectionLimits limits;
  private final ConnectionWatch watch;
  private final long id;
  private Channel channel;
  private String peer;
  private Future<?> looks;
  private boolean heard;
  private boolean handshaken;
  private boolean polled;
  private int unanswered;
  private int held;
  private volatile boolean open = true;

  Connection(SinkServer server, FrameDecoder decoder, long id) {
    this.server = server;
    this.engine = server.engine();
    this.decoder = decoder;
    this.limits = server.limits();
    this.watch = new ConnectionWatch(limits);
    this.id = id;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    channel = ctx.channel();
    peer = ConnectionLog.text(channel.remoteAddress());
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    long nanos = limits.lookEvery().toNanos();
    looks =
        channel.eventLoop().scheduleWithFixedDelay(this::look, nanos, nanos, TimeUnit.NANOSECONDS);
    ctx.fireChannelActive();
  }

  private void look() {
    if (!open) {
      return;
    }
    long now = System.nanoTime();
    boolean reading = channel.config().isAutoRead();
    ChannelOutboundBuffer out = channel.unsafe().outboundBuffer();
    boolean midFrame = decoder.isMidFrame();
    String overdue = watch.overdue(now, heard, handshaken, midFrame && reading, out);
    boolean waiting = handshaken && unanswered == 0 && !midFrame && (out == null || out.isEmpty());
    if (overdue != null) {
      close(overdue);
    } else if (watch.isIdleTooLong(now, waiting) && reading) {
      server.log().idle(peer, limits.idle());
      shut();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (open && handshaken) {
      server.log().left(peer, server.connections());
    }
    open = false;
    if (looks != null) {
      looks.cancel(false);
    }
    if (polled) {
      engine.connectionClosed(id);
    }
    server.answered(unanswered);
    unanswered = 0;
    server.hold(-held);
    held = 0;
    ctx.fireChannelInactive();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    heard |= decoder.hasBegun();
    if (open) {
      int now = decoder.heldBytes();
      server.hold(now - held);
      held = now;
      if (now > SinkServer.HELD_BYTES_OF_ANYONE && server.holdsMuch()) {
        close("it sent " + now + " bytes of a request without its end, and memory is short");
      }
    }
    ctx.fireChannelReadComplete();
  }

  /** Reads no more from a client that does not read. */
  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    channel.config().setAutoRead(channel.isWritable() && !server.isQuiet());
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, Frame frame) {
    watch.requestRead();
    if (!open) {
      return;
    }
    unanswered++;
    server.asked();
    int allowed = server.isCrowded() ? limits.callsWhenCrowded() : limits.calls();
    if (unanswered > allowed) {
      close("it made more than " + allowed + " calls without waiting for an answer");
      return;
    }
    try {
      serve(frame.serial(), frame.content());
    } catch (ProtocolException e) {
      close(e.getMessage());
    }
  }

  private void serve(int serial, ByteBuf in) throws ProtocolException {
    ByteBuf handshakeResponse = Unpooled.EMPTY_BUFFER;
    if (!handshaken) {
      Handshake.Result handshake = server.handshake().read(in);
      handshakeResponse = handshake.response();
      Reply reply = new Reply(this, serial, handshakeResponse);
      if (handshake.problem() != null) {
        reply.sendError(handshake.problem());
        close(handshake.problem());
        return;
      }
      if (!handshake.established()) {
        reply.sendHandshake();
        return;
      }
      handshaken = true;
      server.log().came(peer, server.connections());
    }
    AvroWire.skipMetadata(in);
    call(AvroWire.readString(in), in, new Reply(this, serial, handshakeResponse));
  }

  private void call(String message, ByteBuf in, Reply reply) throws ProtocolException {
    switch (message) {
      case "getEventBatch" -> {
        int n = AvroWire.readInt(in);
        polled = true;
        engine.poll(n, peer, id, new PollCall(reply));
      }
      case "ack" -> engine.ack(AvroWire.readString(in), new AckCall(reply));
      case "nack" -> engine.nack(AvroWire.readString(in), new AckCall(reply));
      // Avro's clients send a message without a name when they only want the handshake.
      case "" -> reply.sendHandshake();
      default -> {
        int shown = Math.min(message.length(), MAX_NAME_CHARS);
        reply.sendError("No such remote message: " + message.substring(0, shown));
      }
    }
  }

  /** A call of {@code ack} or {@code nack}: answered when it has taken effect. */
  private record AckCall(Reply reply) implements BatchEngine.SettlementListener {

    @Override
    public void settled() {
      reply.sendVoid();
    }

    @Override
    public void failed(String reason) {
      reply.sendError(reason);
    }
  }

  /** A reply is about to be written. */
  void answered() {
    watch.answered();
    if (unanswered > 0) {
      unanswered--;
      server.answered(1);
    }
  }

  /** A TLS handshake that fails is told in this way or as an exception, or in both. */
  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake && !handshake.isSuccess()) {
      PeerFailure.inTls(handshake.cause()).ifPresent(this::close);
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    Optional<String> fault = PeerFailure.in(cause);
    if (fault.isPresent()) {
      close(fault.get());
    } else if (cause instanceof IOException) {
      server.log().broke(peer, cause);
      channel.close();
    } else {
      fail(cause);
    }
  }

  /** Closes the connection because of what its client did. Thread-safe. */
  void close(String reason) {
    onIoThread(
        () -> {
          if (open) {
            server.log().misbehaved(peer, reason);
            shut();
          }
        });
  }

  /** Closes the connection because the sink failed. Thread-safe. */
  void fail(Throwable cause) {
    onIoThread(
        () -> {
          if (open) {
            server.log().failed(peer, cause);
            shut();
          }
        });
  }

  private void onIoThread(Runnable task) {
    if (channel.eventLoop().inEventLoop()) {
      task.run();
      return;
    }
    try {
      channel.eventLoop().execute(task);
    } catch (RejectedExecutionException e) {
      // The I/O threads have ended, and all connections with them.
    }
  }

  /** From here on no request is served, not even one that has been read. */
  private void shut() {
    open = false;
    decoder.stop();
    channel.close();
  }

  /** Whether replies can still reach the client. Thread-safe. */
  boolean isOpen() {
    return open;
  }

  Channel channel() {
    return channel;
  }

  ByteBufAllocator alloc() {
    return channel.alloc();
  }

  int expectedBatchBytes() {
    return server.expectedBatchBytes();
  }

  void sentBatchOf(long bytes) {
    server.sentBatchOf(bytes);
  }
}
