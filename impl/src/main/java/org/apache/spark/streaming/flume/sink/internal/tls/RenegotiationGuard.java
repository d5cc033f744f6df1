package org.apache.spark.streaming.flume.sink.internal.tls;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLHandshakeException;

/**
 * Refuses a second handshake on a connection. Up to TLS 1.2 a client may begin one whenever it
 * likes, which costs it next to nothing and the server a signature. Java can turn that off for a
 * whole JVM alone ({@code jdk.tls.rejectClientInitiatedRenegotiation}), and the agent's other
 * components are none of ours.
 *
 * <p>Stands next to the {@link SslHandler}, on the inner side. The second handshake takes the
 * client another message after the server's answer, so it can't have ended when what was read has
 * been decoded: the engine is in the middle of it then. In TLS 1.3 there is no such thing; what
 * looks like it is an update of the keys, which is cheap.
 */
public final class RenegotiationGuard extends ChannelInboundHandlerAdapter {

  private final SslHandler tls;

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
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (isRenegotiating()) {
      ctx.fireExceptionCaught(
          new SSLHandshakeException("it began a second handshake, which is refused"));
      ctx.close();
      return;
    }
    ctx.fireChannelReadComplete();
  }

  private boolean isRenegotiating() {
    SSLEngine engine = tls.engine();
    return tls.handshakeFuture().isSuccess()
        && engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING
        // The answer to a client's goodbye is a handshake's message to the engine as well.
        && !engine.isInboundDone()
        && !engine.isOutboundDone()
        && !engine.getSession().getProtocol().equals("TLSv1.3");
  }
}
