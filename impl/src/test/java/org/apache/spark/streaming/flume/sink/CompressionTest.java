package org.apache.spark.streaming.flume.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.compression.JdkZlibDecoder;
import io.netty.handler.codec.compression.JdkZlibEncoder;
import io.netty.handler.codec.compression.ZlibWrapper;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.DeflaterOutputStream;
import org.apache.flume.Event;
import org.apache.flume.event.EventBuilder;
import org.apache.spark.streaming.flume.sink.internal.LogCapture;
import org.junit.jupiter.api.Test;

/** {@code compression-type = deflate}, and Avro's own client with the handlers that Flume adds. */
class CompressionTest {

  private static final Map<String, String> DEFLATE = Map.of("compression-type", "deflate");

  private final AtomicLong received = new AtomicLong();

  @Test
  void batchesSmallAndLargeArriveAsTheyWereAndSmallerOnTheWire() throws Exception {
    Map<String, String> roomy = Map.of("transactionCapacity", "10000", "capacity", "10000");
    List<Event> events = events(2000);
    try (TestSink sink = TestSink.onMemory(roomy, DEFLATE);
        TestClient client = new TestClient(sink.port(), this::compress)) {
      sink.put(events);

      List<String> bodies = new ArrayList<>();
      for (int size = 1; bodies.size() < events.size(); size = 5000) {
        EventBatch batch = client.poll(size);
        batch.getEvents().forEach(event -> bodies.add(UTF_8.decode(event.getBody()).toString()));
        client.ack(batch);
      }

      assertThat(bodies)
          .containsExactlyElementsOf(
              events.stream().map(event -> new String(event.getBody(), UTF_8)).toList());
      long bytes = events.stream().mapToLong(event -> event.getBody().length).sum();
      assertThat(bytes).isGreaterThan(1_000_000);
      assertThat(received.get()).isBetween(1L, bytes / 4);
    }
  }

  @Test
  void aClientThatDoesNotCompressIsClosedWithOneWarningAndOthersAreServed() throws Exception {
    try (LogCapture log = new LogCapture();
        TestSink sink = TestSink.onMemory(Map.of(), DEFLATE)) {
      try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), sink.port())) {
        plain.setSoTimeout(30_000);
        plain.getOutputStream().write(new byte[] {0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 4, 1, 2, 3, 4});
        plain.getInputStream().readAllBytes();
        await().until(() -> !log.warnings().isEmpty());
      }
      assertServes(sink);
      assertThat(log.warnings()).singleElement().asString().contains("does not inflate");
      assertThat(log.linesWith("ERROR")).isEmpty();
    }
  }

  /** 256 MiB of nothing in 256 KiB. */
  @Test
  void aStreamThatInflatesToTooMuchIsClosedBeforeItIsHeld() throws Exception {
    try (LogCapture log = new LogCapture();
        TestSink sink = TestSink.onMemory(Map.of(), DEFLATE)) {
      try (Socket bomb = new Socket(InetAddress.getLoopbackAddress(), sink.port())) {
        bomb.setSoTimeout(30_000);
        try {
          OutputStream out = new DeflaterOutputStream(bomb.getOutputStream());
          byte[] nothing = new byte[1 << 20];
          for (int i = 0; i < 256; i++) {
            out.write(nothing);
          }
          out.flush();
          bomb.getInputStream().readAllBytes();
        } catch (SocketException closed) {
          assertThat(closed).hasMessageNotContaining("timed out");
        }
        await().until(() -> !log.warnings().isEmpty());
      }
      assertServes(sink);
      assertThat(log.warnings()).singleElement().asString().contains("closing the connection");
      assertThat(log.linesWith("ERROR")).isEmpty();
    }
  }

  private void assertServes(TestSink sink) throws Exception {
    sink.put(events(1));
    try (TestClient client = new TestClient(sink.port(), this::compress)) {
      EventBatch batch = client.poll(10);
      assertThat(batch.getEvents()).hasSize(1);
      client.ack(batch);
    }
  }

  /** As NettyAvroRpcClient of Flume does it. */
  private void compress(SocketChannel socket) {
    socket.pipeline().addLast(new Counter());
    socket.pipeline().addLast(new JdkZlibDecoder(ZlibWrapper.ZLIB, 16 << 20));
    socket.pipeline().addLast(new JdkZlibEncoder(6));
  }

  /** Counts what comes from the wire. */
  private final class Counter extends ChannelInboundHandlerAdapter {

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      received.addAndGet(((ByteBuf) message).readableBytes());
      ctx.fireChannelRead(message);
    }
  }

  private static List<Event> events(int count) {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      events.add(EventBuilder.withBody(("event " + i + " of many; ").repeat(30), UTF_8));
    }
    return events;
  }
}
