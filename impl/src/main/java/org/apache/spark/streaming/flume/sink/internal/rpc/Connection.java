package org.apache.spark.streaming.flume.sink.internal.rpc;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.apache.spark.streaming.flume.sink.internal.batch.BatchEngine;
import org.apache.spark.streaming.flume.sink.internal.rpc.AvroWire.ProtocolException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection: reads its requests and hands them to the engine. Everything here runs on
 * the connection's I/O thread and nothing blocks it; replies come back from any thread.
 */
@SuppressWarnings("FutureReturnValueIgnored") // nothing waits for a connection to close
final class Connection extends SimpleChannelInboundHandler<Frame> {

  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

  /** A frame that has begun must be complete within this time: requests are small. */
  private static final long MAX_FRAME_SECONDS = 30;

  private final SinkServer server;
  private final BatchEngine engine;
  private final FrameDecoder decoder;
  private final long id;
  private Channel channel;
  private String peer;
  private boolean handshaken;
  private boolean wasMidFrame;
  private volatile boolean open = true;

  Connection(SinkServer server, FrameDecoder decoder, long id) {
    this.server = server;
    this.engine = server.engine();
    this.decoder = decoder;
    this.id = id;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    channel = ctx.channel();
    peer = String.valueOf(channel.remoteAddress()).replaceFirst("^/", "");
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    LOG.info("Sink {}: connection from {} opened", server.sinkName(), peer);
    scheduleFrameCheck();
    ctx.fireChannelActive();
  }

  /** Closes a connection whose frame has not ended between two checks. */
  private void scheduleFrameCheck() {
    var unused =
        channel
            .eventLoop()
            .schedule(
                () -> {
                  if (!open) {
                    return;
                  }
                  if (wasMidFrame && decoder.isMidFrame()) {
                    close("its request did not end within " + MAX_FRAME_SECONDS + " s");
                    return;
                  }
                  wasMidFrame = decoder.isMidFrame();
                  scheduleFrameCheck();
                },
                MAX_FRAME_SECONDS,
                TimeUnit.SECONDS);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    open = false;
    engine.connectionClosed(id);
    LOG.info("Sink {}: connection from {} closed", server.sinkName(), peer);
    ctx.fireChannelInactive();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, Frame frame) {
    wasMidFrame = false;
    if (!open) {
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
    }
    AvroWire.skipMetadata(in);
    call(AvroWire.readString(in), in, new Reply(this, serial, handshakeResponse));
  }

  private void call(String message, ByteBuf in, Reply reply) throws ProtocolException {
    switch (message) {
      case "getEventBatch" -> engine.poll(AvroWire.readInt(in), peer, id, new PollCall(reply));
      case "ack" -> engine.ack(AvroWire.readString(in), new AckCall(reply));
      case "nack" -> engine.nack(AvroWire.readString(in), new AckCall(reply));
      // Avro's clients send a message without a name when they only want the handshake.
      case "" -> reply.sendHandshake();
      default -> reply.sendError("No such remote message: " + message);
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

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof DecoderException) {
      close(cause.getMessage());
    } else if (cause instanceof IOException) {
      LOG.debug("Sink {}: connection from {} broke", server.sinkName(), peer, cause);
      close();
    } else {
      LOG.error("Sink {}: connection from {} failed", server.sinkName(), peer, cause);
      close();
    }
  }

  /** Closes the connection because of what its client did. Thread-safe. */
  void close(String reason) {
    LOG.warn("Sink {}: closing the connection from {}: {}", server.sinkName(), peer, reason);
    close();
  }

  private void close() {
    channel.close();
  }

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

  void sentBatchOf(int bytes) {
    server.sentBatchOf(bytes);
  }
}
