package org.apache.spark.streaming.flume.sink.internal.rpc;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.Future;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.apache.spark.streaming.flume.sink.internal.batch.BatchWriter.SendListener;
import org.apache.spark.streaming.flume.sink.internal.wire.AvroWire;

/**
 * The reply to one request: where it goes, and what stands in front of its body. Replies carry
 * their request's serial number, so they go out in whatever order they are ready. Thread-safe.
 *
 * <p>Sending never throws. A reply that can't be made, for want of memory say, closes its
 * connection: a client must not wait for an answer that never comes.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write closes its connection
final class Reply {

  private static final int LENGTH_AT = 8;
  private static final int FRAME_HEADER_BYTES = 12;
  private static final int USUAL_BYTES = 64;
  private static final int MAX_MESSAGE_CHARS = 1024;

  private final Connection connection;
  private final int serial;
  private final ByteBuf handshake;

  /**
   * Makes a reply.
   *
   * @param handshake the response to the handshake that came with the request; empty if none came
   */
  Reply(Connection connection, int serial, ByteBuf handshake) {
    this.connection = connection;
    this.serial = serial;
    this.handshake = handshake;
  }

  Connection connection() {
    return connection;
  }

  /** Sends the response to the handshake alone: to a ping, or to a client that must say more. */
  void sendHandshake() {
    send(null, Reply::writeNothing, null, null);
  }

  /** Sends a successful reply without a value, as to an ack. */
  void sendVoid() {
    sendResult(Map.of(), Reply::writeNothing, null, null);
  }

  /** Sends an error; the client's call throws an exception with this message. */
  void sendError(String message) {
    try {
      send(null, head -> writeError(head, message), null, null);
    } catch (Throwable t) {
      connection.fail(t);
    }
  }

  private static void writeNothing(ByteBuf head) {}

  private static void writeError(ByteBuf head, String message) {
    AvroWire.writeMetadata(head, Map.of());
    head.writeBoolean(true);
    // The branch of the union of errors that every message has: a string.
    AvroWire.writeLong(head, 0);
    AvroWire.writeString(head, errorText(message));
  }

  /**
   * Sends a successful reply.
   *
   * @param metadata what is said about the result
   * @param start writes the result, or its start
   * @param rest the rest of the result, or null; consumed
   * @param listener hears how it went; may be null
   */
  void sendResult(
      Map<String, String> metadata, Consumer<ByteBuf> start, ByteBuf rest, SendListener listener) {
    send(metadata, start, rest, listener);
  }

  /** A message that is not empty and not too long: it may tell what a client sent, or a channel. */
  static String errorText(String message) {
    if (message == null || message.isBlank()) {
      return "unknown error";
    }
    return message.length() > MAX_MESSAGE_CHARS ? message.substring(0, MAX_MESSAGE_CHARS) : message;
  }

  private void send(
      Map<String, String> metadata,
      Consumer<ByteBuf> payload,
      ByteBuf body,
      SendListener listener) {
    ByteBuf head = null;
    try {
      head = head(metadata, payload, body);
      Channel channel = connection.channel();
      if (!channel.eventLoop().inEventLoop()) {
        ByteBuf made = head;
        // One task for both writes and the flush.
        channel.eventLoop().execute(() -> write(made, body, listener));
        return;
      }
    } catch (Throwable t) {
      discard(head, body, listener, t);
      return;
    }
    write(head, body, listener);
  }

  /**
   * Writes the frame's header, with one part of the whole length, the handshake and the payload.
   *
   * @param metadata of a result; null if the payload is none
   */
  private ByteBuf head(Map<String, String> metadata, Consumer<ByteBuf> payload, ByteBuf body) {
    ByteBuf head = connection.alloc().buffer(USUAL_BYTES + handshake.readableBytes());
    try {
      head.writeInt(serial);
      head.writeInt(1);
      head.writeInt(0);
      head.writeBytes(handshake.duplicate());
      if (metadata != null) {
        AvroWire.writeMetadata(head, metadata);
        head.writeBoolean(false);
      }
      payload.accept(head);
      int inHead = head.readableBytes() - FRAME_HEADER_BYTES;
      head.setInt(LENGTH_AT, Math.addExact(inHead, body == null ? 0 : body.readableBytes()));
      return head;
    } catch (Throwable t) {
      head.release();
      throw t;
    }
  }

  private void discard(ByteBuf head, ByteBuf body, SendListener listener, Throwable cause) {
    if (head != null) {
      head.release();
    }
    if (body != null) {
      body.release();
    }
    // A rejection means that the I/O threads have ended, and all connections with them.
    if (!(cause instanceof RejectedExecutionException)) {
      connection.fail(cause);
    }
    if (listener != null) {
      listener.failed(cause);
    }
  }

  private void write(ByteBuf head, ByteBuf body, SendListener listener) {
    Channel channel = connection.channel();
    ChannelPromise promise;
    try {
      connection.answered();
      promise =
          listener == null
              ? channel.voidPromise()
              : channel.newPromise().addListener(result -> sent(listener, result));
    } catch (Throwable t) {
      discard(head, body, listener, t);
      return;
    }
    if (body != null) {
      channel.write(head, channel.voidPromise());
    }
    channel.writeAndFlush(body == null ? head : body, promise);
  }

  private void sent(SendListener listener, Future<? super Void> result) {
    if (result.isSuccess()) {
      listener.written();
    } else {
      if (connection.channel().isOpen()) {
        // The head may be on its way, and whatever followed would be read as the rest of it.
        connection.fail(result.cause());
      }
      listener.failed(result.cause());
    }
  }
}
