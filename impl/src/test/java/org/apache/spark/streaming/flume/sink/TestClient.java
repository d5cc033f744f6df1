package org.apache.spark.streaming.flume.sink;

import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import org.apache.avro.ipc.netty.NettyTransceiver;
import org.apache.avro.ipc.specific.SpecificRequestor;

/** Avro's own client on one connection. */
public final class TestClient implements AutoCloseable {

  private final NettyTransceiver transceiver;
  private final SparkFlumeProtocol.Callback protocol;

  public TestClient(int port) throws IOException {
    this(port, socket -> {});
  }

  /** A client that puts handlers of its own between the socket and Avro's. */
  public TestClient(int port, Consumer<SocketChannel> handlers) throws IOException {
    transceiver =
        new NettyTransceiver(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 30_000, handlers, null);
    protocol = SpecificRequestor.getClient(SparkFlumeProtocol.Callback.class, transceiver);
  }

  public EventBatch poll(int n) {
    return protocol.getEventBatch(n);
  }

  public SparkFlumeProtocol.Callback protocol() {
    return protocol;
  }

  public void ack(EventBatch batch) {
    protocol.ack(batch.getSequenceNumber());
  }

  public void nack(EventBatch batch) {
    protocol.nack(batch.getSequenceNumber());
  }

  @Override
  public void close() {
    transceiver.close();
  }
}
