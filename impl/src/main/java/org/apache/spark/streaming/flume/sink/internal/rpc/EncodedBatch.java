package org.apache.spark.streaming.flume.sink.internal.rpc;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.spark.streaming.flume.sink.internal.batch.BatchWriter;
import org.apache.spark.streaming.flume.sink.internal.channel.PlainEvent;
import org.apache.spark.streaming.flume.sink.internal.wire.AvroWire;
import org.apache.spark.streaming.flume.sink.internal.wire.HeaderNames;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;

/**
 * Encodes events into one buffer as the channel gives them, with no record in between. What stands
 * before them, which needs their number and size, is written into a small buffer of its own at the
 * end.
 */
final class EncodedBatch implements BatchWriter {

  /**
   * Fits the fastest cache; allocated per batch, so it must not be felt in a batch of one event.
   */
  private static final int STAGE_BYTES = 8192;

  /**
   * Larger pieces are copied to the buffer at once, as a second copy would cost more than a call.
   */
  private static final int STAGED_PIECE = 1024;

  private static final int MAX_INT_BYTES = 5;

  /** Of a reply: how many events of the channel the batch stands for. */
  private static final String SOURCE_EVENTS = "source-events";

  private final Reply reply;

  /** Made once: a map that iterates itself needs no object for each of its entries. */
  private final BiConsumer<String, String> writeHeader = this::writeHeader;

  /** Made when it is needed, since making it can fail, and opening a batch may not. */
  private ByteBuf out;

  /**
   * What follows the buffer's content. Each call of the buffer checks its bounds and whether it has
   * been released; a plain array costs nothing but the copy.
   */
  private final byte[] stage = new byte[STAGE_BYTES];

  private int staged;
  private int events;

  EncodedBatch(Reply reply) {
    this.reply = reply;
  }

  @Override
  public void add(Map<String, String> headers, byte[] body) {
    writeHeaders(headers);
    writeBytes(PlainEvent.body(body));
    events++;
  }

  @Override
  public void add(SinkEvent event) {
    writeHeaders(event.headers());
    ByteBuffer body = event.body();
    int length = body.remaining();
    writeInt(length);
    if (length <= STAGED_PIECE) {
      makeRoom(length);
      body.get(stage, staged, length);
      staged += length;
    } else {
      flush();
      out().writeBytes(body);
    }
    events++;
  }

  private void writeHeaders(Map<String, String> headers) {
    if (headers != null && !headers.isEmpty()) {
      writeInt(headers.size());
      headers.forEach(writeHeader);
    }
    writeInt(0);
  }

  private void writeHeader(String name, String value) {
    writeBytes(HeaderNames.utf8(PlainEvent.text(name)));
    writeBytes(PlainEvent.text(value).getBytes(StandardCharsets.UTF_8));
  }

  private void writeBytes(byte[] bytes) {
    writeInt(bytes.length);
    if (bytes.length <= STAGED_PIECE) {
      makeRoom(bytes.length);
      System.arraycopy(bytes, 0, stage, staged, bytes.length);
      staged += bytes.length;
    } else {
      flush();
      out().writeBytes(bytes);
    }
  }

  private void writeInt(int value) {
    makeRoom(MAX_INT_BYTES);
    int rest = value << 1;
    while ((rest & ~0x7f) != 0) {
      stage[staged++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    stage[staged++] = (byte) rest;
  }

  private void makeRoom(int bytes) {
    if (staged + bytes > STAGE_BYTES) {
      flush();
    }
  }

  private void flush() {
    out().writeBytes(stage, 0, staged);
    staged = 0;
  }

  private ByteBuf out() {
    if (out == null) {
      Connection connection = reply.connection();
      out = connection.alloc().directBuffer(connection.load().expectedBatchBytes());
    }
    return out;
  }

  @Override
  public int events() {
    return events;
  }

  @Override
  public long bytes() {
    return staged + (out == null ? 0L : out.readableBytes());
  }

  @Override
  public void send(String sequenceNumber, long taken, SendListener listener) {
    try {
      if (events > 0) {
        // An array ends with a block of no items.
        writeInt(0);
      }
      flush();
      reply.connection().load().sentBatchOf(bytes());
      reply.sendResult(
          metadata(taken), head -> writeStart(head, "", sequenceNumber, events), out, listener);
    } catch (Throwable t) {
      // Before the reply was handed over: from there on nothing is thrown.
      discard();
      reply.connection().fail(t);
      listener.failed(t);
    }
  }

  private Map<String, String> metadata(long taken) {
    return taken != events && reply.connection().takesMetadata()
        ? Map.of(SOURCE_EVENTS, Long.toString(taken))
        : Map.of();
  }

  @Override
  public void discard() {
    if (out != null) {
      out.release();
    }
  }

  /** Sends a batch without events: an empty one, or one that tells an error. */
  static void sendWithoutEvents(Reply reply, String errorMsg) {
    reply.sendResult(Map.of(), head -> writeStart(head, errorMsg, "", 0), null, null);
  }

  private static void writeStart(ByteBuf head, String errorMsg, String sequenceNumber, int events) {
    AvroWire.writeString(head, errorMsg);
    AvroWire.writeString(head, sequenceNumber);
    AvroWire.writeLong(head, events);
  }
}
