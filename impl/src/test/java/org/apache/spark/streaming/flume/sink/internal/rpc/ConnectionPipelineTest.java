package org.apache.spark.streaming.flume.sink.internal.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.compression.DecompressionException;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import org.apache.spark.streaming.flume.sink.internal.access.AccessRules;
import org.apache.spark.streaming.flume.sink.internal.tls.Certificates;
import org.apache.spark.streaming.flume.sink.internal.tls.StoreSettings;
import org.apache.spark.streaming.flume.sink.internal.tls.TlsSettings;
import org.apache.spark.streaming.flume.sink.internal.wire.FrameDecoder;
import org.apache.spark.streaming.flume.sink.internal.wire.RawClient;
import org.junit.jupiter.api.Test;

/** What bytes pass through between the socket and the frames. */
class ConnectionPipelineTest {

  private static final int MAX_FRAME = 64 << 10;

  @Test
  void whatAFewBytesInflateToIsBoundedHoweverWellFormedItIs() throws Exception {
    EmbeddedChannel channel = new EmbeddedChannel();
    FrameDecoder decoder = pipeline().addTo(channel.pipeline());
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(bomb)) {
      out.write(ByteBufUtil.getBytes(RawClient.header(1, 1).writeInt(MAX_FRAME)));
      out.write(new byte[16 << 20]);
    }

    assertThatThrownBy(() -> channel.writeInbound(Unpooled.wrappedBuffer(bomb.toByteArray())))
        .isInstanceOf(DecompressionException.class)
        .hasMessageContaining("maximum size");

    assertThat(bomb.size()).isLessThan(32 << 10);
    assertThat(decoder.heldBytes()).isLessThanOrEqualTo(2 * MAX_FRAME);
    channel.finishAndReleaseAll();
  }

  @Test
  void aLargeReplyIsCompressedInChunksOfOneStream() throws Exception {
    EmbeddedChannel channel = new EmbeddedChannel();
    pipeline().addTo(channel.pipeline());
    byte[] reply = new byte[1_000_000];
    new Random(7).nextBytes(reply);

    channel.writeOutbound(Unpooled.wrappedBuffer(reply));

    Inflater inflater = new Inflater();
    byte[] arrived = new byte[reply.length];
    int length = 0;
    int chunks = 0;
    for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
      assertThat(part.capacity()).isLessThan(256 << 10);
      inflater.setInput(ByteBufUtil.getBytes(part));
      length += inflater.inflate(arrived, length, arrived.length - length);
      part.release();
      chunks++;
    }
    inflater.end();
    assertThat(length).isEqualTo(reply.length);
    assertThat(arrived).isEqualTo(reply);
    assertThat(chunks).isGreaterThan(10);
    channel.finishAndReleaseAll();
  }

  @Test
  void aClientThatConnectsAndNeverBeginsTlsIsClosed() throws Exception {
    ServerFixture server = new ServerFixture();
    StoreSettings keystore =
        new StoreSettings(
            "keystore", Certificates.keystore("server"), Certificates.PASSWORD, "PKCS12");
    TlsSettings.Choice all = new TlsSettings.Choice("include", List.of(), List.of());
    server.access = new Access(AccessRules.NONE, new TlsSettings(keystore, null, all, all), false);
    server.limits =
        new ConnectionLimits(
            Duration.ofMillis(300),
            ServerFixture.LONG,
            ServerFixture.LONG,
            ServerFixture.LONG,
            ServerFixture.LONG,
            1024,
            16);
    try (server;
        Socket silent = new Socket(InetAddress.getLoopbackAddress(), server.start().port())) {
      silent.setSoTimeout(60_000);
      assertThat(silent.getInputStream().read()).isEqualTo(-1);
    }
  }

  private static ConnectionPipeline pipeline() throws Exception {
    return new ConnectionPipeline(
        new RpcSettings(
            "test",
            "127.0.0.1",
            0,
            MAX_FRAME,
            1,
            Duration.ZERO,
            ServerFixture.LONG,
            new Access(AccessRules.NONE, null, true)),
        ServerFixture.LONG);
  }
}
