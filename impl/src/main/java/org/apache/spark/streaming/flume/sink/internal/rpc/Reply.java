package org.apache.spark.streaming.flume.sink.internal.rpc;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.concurrent.RejectedExecutionException;
import org.apache.spark.streaming.flume.sink.internal.batch.BatchWriter.SendListener;

/**
 * The reply to one request: where it goes, and what stands in front of its body. Replies carry
 * their request's serial number, so they go out in whatever order they are ready. Thread-safe.
 */
@SuppressWarnings(
    "FutureReturnValueIgnored") // a write that fails closes its connection, which is what its
// client hears
final class Reply {

  private static final int NO_METADATA = 0;
  private static final int FRAME_HEADER_BYTES = 12;

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
    send(head(handshake.readableBytes(), 0), null, null);
  }

  /** Sends a successful reply without a value, as to an ack. */
  void sendVoid() {
    ByteBuf head = head(handshake.readableBytes() + 2, 2);
    head.writeByte(NO_METADATA);
    head.writeBoolean(false);
    send(head, null, null);
  }

  /** Sends an error; the client's call throws an exception with this message. */
  void sendError(String message) {
    ByteBuf body = connection.alloc().buffer();
    body.writeByte(NO_METADATA);
    body.writeBoolean(true);
    // The branch of the union of errors that every message has: a string.
    AvroWire.writeLong(body, 0);
    AvroWire.writeString(body, message);
    send(head(handshake.readableBytes() + body.readableBytes(), 0), body, null);
  }

  /**
   * Sends a batch.
   *
   * @param start the batch up to its events' count, without the call's own head
   * @param events the encoded events and the end of their array, or null; consumed
   */
  void sendBatch(ByteBuf start, ByteBuf events, SendListener listener) {
    int length =
        Math.addExact(
            handshake.readableBytes() + 2 + start.readableBytes(),
            events == null ? 0 : events.readableBytes());
    ByteBuf head = head(length, 2 + start.readableBytes());
    head.writeByte(NO_METADATA);
    head.writeBoolean(false);
    head.writeBytes(start);
    start.release();
    send(head, events, listener);
  }

  /** Writes the frame's header, with one part of the given length, and the handshake. */
  private ByteBuf head(int length, int room) {
    ByteBuf head = connection.alloc().buffer(FRAME_HEADER_BYTES + handshake.readableBytes() + room);
    head.writeInt(serial);
    head.writeInt(1);
    head.writeInt(length);
    head.writeBytes(handshake.duplicate());
    return head;
  }

  private void send(ByteBuf head, ByteBuf body, SendListener listener) {
    Channel channel = connection.channel();
    try {
      if (channel.eventLoop().inEventLoop()) {
        write(channel, head, body, listener);
      } else {
        // One task for both writes and the flush.
        channel.eventLoop().execute(() -> write(channel, head, body, listener));
      }
    } catch (RejectedExecutionException e) {
      head.release();
      if (body != null) {
        body.release();
      }
      if (listener != null) {
        listener.failed(e);
      }
    }
  }

  private static void write(Channel channel, ByteBuf head, ByteBuf body, SendListener listener) {
    if (body != null) {
      channel.write(head, channel.voidPromise());
    }
    ByteBuf last = body == null ? head : body;
    if (listener == null) {
      channel.writeAndFlush(last, channel.voidPromise());
    } else {
      channel
          .writeAndFlush(last)
          .addListener(
              result -> {
                if (result.isSuccess()) {
                  listener.written();
                } else {
                  listener.failed(result.cause());
                }
              });
    }
  }
}
