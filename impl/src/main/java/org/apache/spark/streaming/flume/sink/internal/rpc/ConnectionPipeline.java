package org.apache.spark.streaming.flume.sink.internal.rpc;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.compression.JdkZlibDecoder;
import io.netty.handler.codec.compression.JdkZlibEncoder;
import io.netty.handler.codec.compression.ZlibWrapper;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.spark.streaming.flume.sink.internal.tls.KeyMaterialException;
import org.apache.spark.streaming.flume.sink.internal.tls.RenegotiationGuard;
import org.apache.spark.streaming.flume.sink.internal.tls.TlsEngines;
import org.apache.spark.streaming.flume.sink.internal.tls.TlsSettings;
import org.apache.spark.streaming.flume.sink.internal.wire.ChunkWriter;
import org.apache.spark.streaming.flume.sink.internal.wire.FrameDecoder;

/**
 * Puts together what a connection's bytes pass through, from the socket on: TLS, compression, then
 * frames. AvroSource of Flume 1.11 has the first two the other way round, which compresses what is
 * already encrypted.
 */
final class ConnectionPipeline implements AutoCloseable {

  /** Fast, and nearly as small as the slow ones; AvroSource has the same. */
  private static final int LEVEL = 6;

  /**
   * Beyond a frame of the largest size, as many small requests as a client may have unanswered fit
   * into this.
   */
  private static final int INFLATED_BEYOND_A_FRAME = 64 << 10;

  private final TlsEngines tls;
  private final boolean deflate;
  private final int maxFrameBytes;
  private final Duration handshakeLimit;

  /** Loads the files for TLS: they may have changed since the sink was configured. */
  ConnectionPipeline(RpcSettings settings, Duration handshakeLimit) throws KeyMaterialException {
    TlsSettings encryption = settings.access().tls();
    this.tls = encryption == null ? null : new TlsEngines(settings.sinkName(), encryption);
    this.deflate = settings.access().deflate();
    this.maxFrameBytes = settings.maxFrameBytes();
    this.handshakeLimit = handshakeLimit;
  }

  void start() {
    if (tls != null) {
      tls.start();
    }
  }

  FrameDecoder addTo(ChannelPipeline pipeline) {
    if (tls != null) {
      SslHandler encryption = new SslHandler(tls.newEngine());
      encryption.setHandshakeTimeout(handshakeLimit.toMillis(), TimeUnit.MILLISECONDS);
      pipeline.addLast(new RenegotiationGuard(encryption), encryption);
    }
    if (deflate) {
      // What a client can blow up a few bytes to is bounded before it is parsed.
      pipeline.addLast(
          new JdkZlibDecoder(ZlibWrapper.ZLIB, maxFrameBytes + INFLATED_BEYOND_A_FRAME));
      pipeline.addLast(new JdkZlibEncoder(ZlibWrapper.ZLIB, LEVEL));
    }
    if (tls != null || deflate) {
      pipeline.addLast(new ChunkWriter());
    }
    FrameDecoder decoder = new FrameDecoder(maxFrameBytes);
    pipeline.addLast(decoder);
    return decoder;
  }

  @Override
  public void close() {
    if (tls != null) {
      tls.close();
    }
  }

  /** When the sink's certificate expires, in milliseconds since 1970; 0 without TLS. */
  long certificateExpiryMillis() {
    return tls == null ? 0 : tls.expiryMillis();
  }
}
