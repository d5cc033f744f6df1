package org.apache.spark.streaming.flume.sink.internal.tls;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import javax.net.ssl.SSLHandshakeException;

/**
 * Refuses a second handshake on a connection. Up to TLS 1.2 a client may begin one whenever it
 * likes, which costs it next to nothing and the server a signature. Java can turn that off for a
 * whole JVM alone ({@code jdk.tls.rejectClientInitiatedRenegotiation}), and the agent's other
 * components are none of ours.
 *
 * <p>Stands in front of the {@link SslHandler}, on the socket's side, and looks at the types of TLS
 * records, which are not encrypted: a record of a handshake after the first one has ended begins
 * another, and never reaches the engine. In TLS 1.3 there is no such thing, and all later records
 * are of one type.
 */
public final class RenegotiationGuard extends ChannelInboundHandlerAdapter {

  private static final int HANDSHAKE = 22;
  private static final int HEADER_BYTES = 5;

  private final SslHandler tls;
  private int headerBytes;
  private int length;
  private int bodyBytes;
  private boolean refused;

  /**
   * Guards one connection.
   *
   * @param tls the connection's handler of TLS
   */
  public RenegotiationGuard(SslHandler tls) {
    this.tls = tls;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // nothing waits for a connection to close
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (refused || beginsHandshake(bytes)) {
      bytes.release();
      if (!refused) {
        refused = true;
        ctx.fireExceptionCaught(
            new SSLHandshakeException("it began a second handshake, which is refused"));
        ctx.close();
      }
      return;
    }
    ctx.fireChannelRead(bytes);
  }

  /** Walks over the records; one may be spread over several reads. */
  private boolean beginsHandshake(ByteBuf bytes) {
    int at = bytes.readerIndex();
    while (at < bytes.writerIndex()) {
      if (bodyBytes > 0) {
        int skipped = Math.min(bodyBytes, bytes.writerIndex() - at);
        bodyBytes -= skipped;
        at += skipped;
        continue;
      }
      int next = bytes.getUnsignedByte(at++);
      if (headerBytes == 0 && next == HANDSHAKE && tls.handshakeFuture().isSuccess()) {
        return true;
      }
      headerBytes++;
      if (headerBytes == HEADER_BYTES - 1) {
        length = next << 8;
      } else if (headerBytes == HEADER_BYTES) {
        bodyBytes = length | next;
        headerBytes = 0;
      }
    }
    return false;
  }
}
