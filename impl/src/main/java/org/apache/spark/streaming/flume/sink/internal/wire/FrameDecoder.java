package org.apache.spark.streaming.flume.sink.internal.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.TooLongFrameException;
import java.util.List;

/**
 * Reads the frames of Avro's Netty transport: serial int32, count int32, then count times a length
 * int32 and as many bytes. Unlike Avro's own decoder it bounds what a peer can make it hold:
 * nothing is reserved for a size that was only announced, and a frame above the limit fails at its
 * header.
 */
public final class FrameDecoder extends ByteToMessageDecoder {

  /**
   * Avro splits a request into parts of 8 KiB or less; requests are far smaller than this allows.
   */
  private static final int MAX_PARTS = 1024;

  private static final int HEADER_BYTES = 8;

  private final int maxFrameBytes;
  private int serial;
  private int partsLeft;
  private int partLength = -1;
  private ByteBuf joined;
  private int total;
  private boolean stopped;
  private boolean begun;

  public FrameDecoder(int maxFrameBytes) {
    this.maxFrameBytes = maxFrameBytes;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    begun = true;
    if (stopped) {
      in.skipBytes(in.readableBytes());
      return;
    }
    if (partsLeft == 0 && !readHeader(in)) {
      return;
    }
    while (partsLeft > 0) {
      if (partLength < 0 && !readLength(in)) {
        return;
      }
      if (in.readableBytes() < partLength) {
        return;
      }
      readPart(ctx, in);
    }
    Frame frame = new Frame(serial, joined);
    joined = null;
    out.add(frame);
  }

  private boolean readHeader(ByteBuf in) {
    if (in.readableBytes() < HEADER_BYTES) {
      return false;
    }
    serial = in.readInt();
    int count = in.readInt();
    if (count < 1 || count > MAX_PARTS) {
      throw corrupted("a frame of " + count + " parts; allowed: 1 to " + MAX_PARTS);
    }
    partsLeft = count;
    total = 0;
    return true;
  }

  private boolean readLength(ByteBuf in) {
    if (in.readableBytes() < Integer.BYTES) {
      return false;
    }
    int length = in.readInt();
    if (length < 0) {
      throw corrupted("a part of " + length + " bytes; allowed: 0 or more");
    }
    if (length > maxFrameBytes - total) {
      stop();
      throw new TooLongFrameException(
          "a frame of " + ((long) total + length) + " bytes or more; allowed: " + maxFrameBytes);
    }
    partLength = length;
    return true;
  }

  private CorruptedFrameException corrupted(String problem) {
    stop();
    return new CorruptedFrameException(problem);
  }

  private void readPart(ChannelHandlerContext ctx, ByteBuf in) {
    if (joined == null && partsLeft == 1) {
      joined = in.readRetainedSlice(partLength);
    } else {
      if (joined == null) {
        joined = ctx.alloc().buffer(partLength);
      }
      joined.writeBytes(in, partLength);
    }
    total += partLength;
    partLength = -1;
    partsLeft--;
  }

  /**
   * Decodes nothing any more. Without this, what follows a broken header would be taken for the
   * next one, and what follows a bad request would be served until the socket is closed.
   */
  public void stop() {
    stopped = true;
  }

  /** Whether anything has come: with TLS, that is more than the socket's first byte. */
  public boolean hasBegun() {
    return begun;
  }

  /** Bytes of a frame that has not ended. */
  public int heldBytes() {
    return actualReadableBytes() + (joined == null ? 0 : joined.readableBytes());
  }

  /** Whether a frame has begun to arrive and its end is missing. */
  public boolean isMidFrame() {
    return partsLeft > 0 || actualReadableBytes() > 0;
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext ctx) {
    if (joined != null) {
      joined.release();
      joined = null;
    }
  }
}
