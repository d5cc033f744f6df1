package org.apache.spark.streaming.flume.sink.internal.rpc;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.spark.streaming.flume.sink.internal.batch.BatchWriter;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;

/**
 * Encodes events into one buffer as the channel gives them, with no record in between. What stands
 * before them, which needs their number and size, is written into a small buffer of its own at the
 * end.
 */
final class EncodedBatch implements BatchWriter {

  private static final byte[] EMPTY_BODY = {};

  private final Reply reply;

  /** Made with the first event, since making it can fail, and opening a batch may not. */
  private ByteBuf out;

  private int events;

  EncodedBatch(Reply reply) {
    this.reply = reply;
  }

  @Override
  public void add(Map<String, String> headers, byte[] body) {
    writeHeaders(headers);
    byte[] bytes = body == null ? EMPTY_BODY : body;
    AvroWire.writeLong(out, bytes.length);
    out.writeBytes(bytes);
    events++;
  }

  @Override
  public void add(SinkEvent event) {
    writeHeaders(event.headers());
    ByteBuffer body = event.body();
    AvroWire.writeLong(out, body.remaining());
    out.writeBytes(body);
    events++;
  }

  private void writeHeaders(Map<String, String> headers) {
    if (out == null) {
      Connection connection = reply.connection();
      out = connection.alloc().directBuffer(connection.expectedBatchBytes());
    }
    if (headers != null && !headers.isEmpty()) {
      AvroWire.writeLong(out, headers.size());
      for (Map.Entry<String, String> header : headers.entrySet()) {
        writeText(header.getKey());
        writeText(header.getValue());
      }
    }
    AvroWire.writeLong(out, 0);
  }

  /** Flume lets a header be null; Avro's strings can't be. */
  private void writeText(String text) {
    AvroWire.writeString(out, text == null ? "" : text);
  }

  @Override
  public int events() {
    return events;
  }

  @Override
  public long bytes() {
    return out == null ? 0 : out.readableBytes();
  }

  @Override
  public void send(String sequenceNumber, SendListener listener) {
    reply.connection().sentBatchOf(bytes());
    reply.sendResult(
        head -> {
          writeStart(head, "", sequenceNumber, events);
          if (out != null) {
            // An array ends with a block of no items.
            AvroWire.writeLong(out, 0);
          }
        },
        out,
        listener);
  }

  @Override
  public void discard() {
    if (out != null) {
      out.release();
    }
  }

  /** Sends a batch without events: an empty one, or one that tells an error. */
  static void sendWithoutEvents(Reply reply, String errorMsg) {
    reply.sendResult(head -> writeStart(head, errorMsg, "", 0), null, null);
  }

  private static void writeStart(ByteBuf head, String errorMsg, String sequenceNumber, int events) {
    AvroWire.writeString(head, errorMsg);
    AvroWire.writeString(head, sequenceNumber);
    AvroWire.writeLong(head, events);
  }
}
