package org.apache.spark.streaming.flume.sink.internal.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;

/**
 * Cuts what is written into chunks, for the sake of Netty's compressing handler behind it: that one
 * allocates two arrays of the size of what it is given, so that a batch would cost its size thrice.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write closes its connection
public final class ChunkWriter extends ChannelOutboundHandlerAdapter {

  private static final int CHUNK_BYTES = 64 << 10;

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    ByteBuf bytes = (ByteBuf) message;
    try {
      while (bytes.readableBytes() > CHUNK_BYTES) {
        ctx.write(bytes.readRetainedSlice(CHUNK_BYTES), ctx.voidPromise());
      }
    } catch (Throwable t) {
      bytes.release();
      promise.tryFailure(t);
      ctx.close();
      return;
    }
    ctx.write(bytes, promise);
  }
}
