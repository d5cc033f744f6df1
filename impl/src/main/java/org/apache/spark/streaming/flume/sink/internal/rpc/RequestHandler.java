package org.apache.spark.streaming.flume.sink.internal.rpc;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.net.InetAddress;
import org.apache.spark.streaming.flume.sink.internal.batch.BatchEngine;
import org.apache.spark.streaming.flume.sink.internal.batch.ClientSession;
import org.apache.spark.streaming.flume.sink.internal.batch.SettlementListener;
import org.apache.spark.streaming.flume.sink.internal.wire.AvroWire;
import org.apache.spark.streaming.flume.sink.internal.wire.AvroWire.ProtocolException;
import org.apache.spark.streaming.flume.sink.internal.wire.Frame;
import org.apache.spark.streaming.flume.sink.internal.wire.Handshake;

/**
 * Serves one connection's requests: the handshake, then calls, each of which is handed to the
 * engine and answered by it. Runs on the connection's I/O thread, and nothing in it waits.
 */
final class RequestHandler extends SimpleChannelInboundHandler<Frame> {

  private static final int MAX_NAME_CHARS = 64;

  private final Connection connection;
  private final BatchEngine engine;
  private final Handshake handshake;
  private final Readers readers;
  private ClientSession session;

  /** On whose behalf the client reads; null if it didn't tell. */
  private String reader;

  /** The client has asked for events. */
  private boolean polls;

  RequestHandler(Connection connection, BatchEngine engine, Handshake handshake, Readers readers) {
    this.connection = connection;
    this.engine = engine;
    this.handshake = handshake;
    this.readers = readers;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, Frame frame) {
    if (!connection.isOpen()) {
      return;
    }
    try {
      serve(frame.serial(), frame.content());
    } catch (ProtocolException e) {
      connection.close(e.getMessage());
    }
  }

  private void serve(int serial, ByteBuf in) throws ProtocolException {
    ByteBuf handshakeResponse = Unpooled.EMPTY_BUFFER;
    if (!connection.isGreeted()) {
      Handshake.Result result = handshake.read(in);
      handshakeResponse = result.response();
      Reply reply = new Reply(connection, serial, handshakeResponse);
      if (result.problem() != null) {
        reply.sendError(result.problem());
        connection.close(result.problem());
        return;
      }
      if (!result.established()) {
        reply.sendHandshake();
        return;
      }
      session = engine.connect(connection);
      reader = result.client();
      connection.greeted(reader != null);
      if (reader != null && !reader.isEmpty()) {
        readers.came(connection.connection(), reader, host());
      }
    }
    AvroWire.skipMetadata(in);
    call(AvroWire.readString(in), in, new Reply(connection, serial, handshakeResponse));
  }

  private void call(String message, ByteBuf in, Reply reply) throws ProtocolException {
    switch (message) {
      case "getEventBatch" -> poll(AvroWire.readInt(in), new PollCall(reply));
      case "ack" -> engine.ack(AvroWire.readString(in), new AckCall(reply));
      case "nack" -> engine.nack(AvroWire.readString(in), new AckCall(reply));
      case "getSinkState" -> StateCall.answer(reply, engine.state(), others());
      // Avro's clients send a message without a name when they only want the handshake.
      case "" -> reply.sendHandshake();
      default -> {
        int shown = Math.min(message.length(), MAX_NAME_CHARS);
        reply.sendError("No such remote message: " + message.substring(0, shown));
      }
    }
  }

  private void poll(int maxEvents, PollCall call) {
    if (!polls && reader == null) {
      readers.came(connection.connection(), null, host());
    }
    polls = true;
    engine.poll(session, maxEvents, call);
  }

  /** Without a question to the name service. */
  private String host() {
    return connection.host() instanceof InetAddress address
        ? address.getHostAddress()
        : String.valueOf(connection.host());
  }

  private String others() {
    return reader == null || reader.isEmpty() ? "" : readers.othersThan(reader);
  }

  /** A call of {@code ack} or {@code nack}: answered when it has taken effect. */
  private record AckCall(Reply reply) implements SettlementListener {

    @Override
    public void settled() {
      reply.sendVoid();
    }

    @Override
    public void failed(String reason) {
      reply.sendError(reason);
    }
  }

  /** No batch is prepared for a client that does not read. */
  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (session != null) {
      engine.writable(session, ctx.channel().isWritable());
    }
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    readers.left(connection.connection());
    if (session != null) {
      engine.disconnect(session);
    }
    ctx.fireChannelInactive();
  }

  /** Of all handlers, since this is the last one. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    connection.met(cause);
  }
}
