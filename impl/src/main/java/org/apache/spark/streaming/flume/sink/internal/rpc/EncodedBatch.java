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
  private final ByteBuf out;
  private int events;

  EncodedBatch(Reply reply) {
    this.reply = reply;
    this.out = reply.connection().alloc().directBuffer(reply.connection().expectedBatchBytes());
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
    return out.readableBytes();
  }

  @Override
  public void send(String sequenceNumber, SendListener listener) {
    reply.connection().sentBatchOf(out.readableBytes());
    ByteBuf start = start(reply, "", sequenceNumber);
    AvroWire.writeLong(start, events);
    // An array ends with a block of no items.
    AvroWire.writeLong(out, 0);
    reply.sendBatch(start, out, listener);
  }

  @Override
  public void discard() {
    out.release();
  }

  /** Sends a batch without events: an empty one, or one that tells an error. */
  static void sendWithoutEvents(Reply reply, String errorMsg) {
    ByteBuf start = start(reply, errorMsg, "");
    AvroWire.writeLong(start, 0);
    reply.sendBatch(start, null, null);
  }

  private static ByteBuf start(Reply reply, String errorMsg, String sequenceNumber) {
    ByteBuf start = reply.connection().alloc().buffer();
    AvroWire.writeString(start, errorMsg);
    AvroWire.writeString(start, sequenceNumber);
    return start;
  }
}
