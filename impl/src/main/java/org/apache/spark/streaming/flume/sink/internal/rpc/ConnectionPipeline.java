package org.apache.spark.streaming.flume.sink.internal.rpc;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.compression.JdkZlibDecoder;
import io.netty.handler.codec.compression.JdkZlibEncoder;
import io.netty.handler.codec.compression.ZlibWrapper;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.spark.streaming.flume.sink.internal.wire.ChunkWriter;
import org.apache.spark.streaming.flume.sink.internal.wire.FrameDecoder;

/**
 * Puts together what a connection's bytes pass through, from the socket on: TLS, compression, then
 * frames. AvroSource of Flume 1.11 has the first two the other way round, which compresses what is
 * already encrypted.
 */
final class ConnectionPipeline {

  /** Fast, and nearly as small as the slow ones; AvroSource has the same. */
  private static final int LEVEL = 6;

  /**
   * Beyond a frame of the largest size, as many small requests as a client may have unanswered fit
   * into this.
   */
  private static final int INFLATED_BEYOND_A_FRAME = 64 << 10;

  private final Access access;
  private final int maxFrameBytes;
  private final Duration handshakeLimit;

  ConnectionPipeline(RpcSettings settings, Duration handshakeLimit) {
    this.access = settings.access();
    this.maxFrameBytes = settings.maxFrameBytes();
    this.handshakeLimit = handshakeLimit;
  }

  FrameDecoder addTo(ChannelPipeline pipeline) {
    if (access.tls() != null) {
      SslHandler tls = new SslHandler(access.tls().newEngine());
      tls.setHandshakeTimeout(handshakeLimit.toMillis(), TimeUnit.MILLISECONDS);
      pipeline.addLast(tls);
    }
    if (access.deflate()) {
      // What a client can blow up a few bytes to is bounded before it is parsed.
      pipeline.addLast(
          new JdkZlibDecoder(ZlibWrapper.ZLIB, maxFrameBytes + INFLATED_BEYOND_A_FRAME));
      pipeline.addLast(new JdkZlibEncoder(ZlibWrapper.ZLIB, LEVEL));
      pipeline.addLast(new ChunkWriter());
    }
    FrameDecoder decoder = new FrameDecoder(maxFrameBytes);
    pipeline.addLast(decoder);
    return decoder;
  }
}
