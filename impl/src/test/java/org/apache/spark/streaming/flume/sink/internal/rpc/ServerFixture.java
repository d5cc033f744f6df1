package org.apache.spark.streaming.flume.sink.internal.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flume.Transaction;
import org.apache.flume.channel.MemoryChannel;
import org.apache.flume.event.EventBuilder;
import org.apache.spark.streaming.flume.sink.TestSink;
import org.apache.spark.streaming.flume.sink.internal.batch.BatchEngine;
import org.apache.spark.streaming.flume.sink.internal.batch.BatchObserver;
import org.apache.spark.streaming.flume.sink.internal.batch.BatchSettings;
import org.apache.spark.streaming.flume.sink.internal.batch.ExtensionSet;
import org.apache.spark.streaming.flume.sink.internal.extension.DefaultAdmissionPolicy;
import org.apache.spark.streaming.flume.sink.internal.extension.RandomEpochSequence;
import org.apache.spark.streaming.flume.sink.internal.guard.ExtensionCalls;
import org.apache.spark.streaming.flume.sink.internal.tls.KeyMaterialException;
import org.apache.spark.streaming.flume.sink.internal.transform.TransformerChain;
import org.apache.spark.streaming.flume.sink.internal.wire.Buffers;
import org.apache.spark.streaming.flume.sink.internal.wire.FrameDecoder;
import org.apache.spark.streaming.flume.sink.internal.wire.RawClient;

/** A server with an engine and a memory channel, whose limits a test can make short. */
final class ServerFixture implements AutoCloseable {

  static final Duration LONG = Duration.ofMinutes(10);
  static final long HEAP = 64L << 20;

  Duration transactionTimeout = LONG;
  Duration pollTimeout = LONG;
  int maxConnections = 1000;
  Access access = Access.OPEN;
  long heapBytes = HEAP;
  ConnectionLimits limits = new ConnectionLimits(LONG, LONG, LONG, LONG, LONG, 1024, 16);

  private final Buffers buffers = new Buffers();
  private final MemoryChannel channel = TestSink.memoryChannel(Map.of("keep-alive", "0"));
  private BatchEngine engine;
  private SinkServer server;
  private int port;

  /** An engine without threads and a server without socket, for a connection on its own. */
  ServerFixture make() {
    RpcSettings settings =
        new RpcSettings(
            "test",
            "127.0.0.1",
            0,
            64 << 10,
            maxConnections,
            Duration.ZERO,
            transactionTimeout,
            access);
    engine =
        new BatchEngine(
            new BatchSettings(
                "test",
                4,
                transactionTimeout,
                Duration.ofMillis(5),
                pollTimeout,
                Duration.ZERO,
                Integer.MAX_VALUE,
                1 << 20),
            channel,
            new ExtensionSet(
                new TransformerChain(List.of()),
                new DefaultAdmissionPolicy(),
                new RandomEpochSequence(),
                new ExtensionCalls("test", System::nanoTime),
                () -> {}),
            System::nanoTime,
            new BatchObserver() {});
    try {
      server = new SinkServer(settings, engine, new ConnectionObserver() {}, limits, heapBytes);
    } catch (KeyMaterialException e) {
      throw new AssertionError(e);
    }
    return this;
  }

  ServerFixture start() {
    make();
    engine.start();
    port = server.start();
    return this;
  }

  int port() {
    return port;
  }

  BatchEngine engine() {
    return engine;
  }

  SinkServer server() {
    return server;
  }

  /** A connection without a socket, on the calling thread. */
  EmbeddedChannel connect() {
    FrameDecoder decoder = new FrameDecoder(64 << 10);
    ChannelHandler[] handlers = server.handlers(decoder);
    return new EmbeddedChannel(decoder, handlers[0], handlers[1]);
  }

  void put(String body) {
    Transaction transaction = channel.getTransaction();
    transaction.begin();
    try {
      channel.put(EventBuilder.withBody(body, StandardCharsets.UTF_8));
      transaction.commit();
    } finally {
      transaction.close();
    }
  }

  void assertServes() throws Exception {
    try (RawClient client = RawClient.greeted(port)) {
      put("for a client that behaves");
      client.pollAndAck(1);
    }
  }

  @Override
  public void close() {
    server.quiesce();
    assertThat(engine.stop(Duration.ofSeconds(10))).as("the engine's threads ended").isTrue();
    assertThat(server.close(Duration.ofSeconds(10))).as("the I/O threads ended").isTrue();
    channel.stop();
    buffers.assertNoneLeft();
  }
}
