package org.apache.spark.streaming.flume.sink.internal.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * Hands what is written on in chunks, one for each round of the I/O thread, and only while the
 * client reads: for the sake of the handlers behind it, which compress or encrypt all that they are
 * given at once. A large batch would keep the I/O thread from its other connections for as long as
 * that takes, and cost its size again in buffers.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write closes its connection
public final class ChunkWriter extends ChannelDuplexHandler {

  private static final int CHUNK_BYTES = 64 << 10;

  private record Pending(ByteBuf bytes, ChannelPromise promise) {}

  private final Queue<Pending> pending = new ArrayDeque<>();
  private ChannelHandlerContext context;
  private boolean scheduled;

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  /** The end of the connection: what was not written will never be. */
  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    for (Pending left = pending.poll(); left != null; left = pending.poll()) {
      left.bytes.release();
      left.promise.tryFailure(new ClosedChannelException());
    }
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    ByteBuf bytes = (ByteBuf) message;
    if (pending.isEmpty() && bytes.readableBytes() <= CHUNK_BYTES) {
      ctx.write(bytes, promise);
    } else {
      pending.add(new Pending(bytes, promise));
    }
  }

  @Override
  public void flush(ChannelHandlerContext ctx) {
    ctx.flush();
    writeLater();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    writeLater();
    ctx.fireChannelWritabilityChanged();
  }

  private void writeLater() {
    if (!pending.isEmpty() && !scheduled && context.channel().isWritable()) {
      scheduled = true;
      // Not execute(): the thread runs such tasks by the dozen before it looks at its sockets.
      context.executor().schedule(this::writeChunk, 1, TimeUnit.NANOSECONDS);
    }
  }

  private void writeChunk() {
    scheduled = false;
    Pending next = pending.peek();
    if (next == null) {
      return;
    }
    try {
      if (next.bytes.readableBytes() > CHUNK_BYTES) {
        context.write(next.bytes.readRetainedSlice(CHUNK_BYTES), context.voidPromise());
      } else {
        pending.remove();
        context.write(next.bytes, next.promise);
      }
      context.flush();
      writeLater();
    } catch (Throwable t) {
      context.fireExceptionCaught(t);
    }
  }
}
