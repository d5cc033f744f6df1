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

  /**
   * Fits the fastest cache; allocated per batch, so it must not be felt in a batch of one event.
   */
  private static final int STAGE_BYTES = 8192;

  /**
   * Larger bodies are copied to the buffer at once, as a second copy would cost more than a call.
   */
  private static final int STAGED_BODY = 1024;

  /** Texts up to this length have a length of two bytes at most, and fit the stage. */
  private static final int STAGED_TEXT = 1024;

  private static final int MAX_INT_BYTES = 5;

  private final Reply reply;

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
    byte[] bytes = body == null ? EMPTY_BODY : body;
    writeInt(bytes.length);
    if (bytes.length <= STAGED_BODY) {
      makeRoom(bytes.length);
      System.arraycopy(bytes, 0, stage, staged, bytes.length);
      staged += bytes.length;
    } else {
      flush();
      out().writeBytes(bytes);
    }
    events++;
  }

  @Override
  public void add(SinkEvent event) {
    writeHeaders(event.headers());
    ByteBuffer body = event.body();
    writeInt(body.remaining());
    flush();
    out().writeBytes(body);
    events++;
  }

  private void writeHeaders(Map<String, String> headers) {
    if (headers != null && !headers.isEmpty()) {
      writeInt(headers.size());
      for (Map.Entry<String, String> header : headers.entrySet()) {
        writeText(header.getKey());
        writeText(header.getValue());
      }
    }
    writeInt(0);
  }

  /** Flume lets a header be null; Avro's strings can't be. */
  private void writeText(String text) {
    String value = text == null ? "" : text;
    if (value.length() > STAGED_TEXT || !stageAscii(value)) {
      flush();
      AvroWire.writeString(out(), value);
    }
  }

  /** Writes a text of which each character is one byte; false, and nothing written, of another. */
  private boolean stageAscii(String text) {
    int length = text.length();
    // All that is asked for below: a flush between the text and its length would part them.
    makeRoom(length + MAX_INT_BYTES);
    int at = staged + (length < 64 ? 1 : 2);
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        return false;
      }
      stage[at + i] = (byte) c;
    }
    writeInt(length);
    staged = at + length;
    return true;
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
      out = connection.alloc().directBuffer(connection.expectedBatchBytes());
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
  public void send(String sequenceNumber, SendListener listener) {
    try {
      if (events > 0) {
        // An array ends with a block of no items.
        writeInt(0);
      }
      flush();
    } catch (Throwable t) {
      discard();
      reply.connection().fail(t);
      listener.failed(t);
      return;
    }
    reply.connection().sentBatchOf(bytes());
    reply.sendResult(head -> writeStart(head, "", sequenceNumber, events), out, listener);
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
