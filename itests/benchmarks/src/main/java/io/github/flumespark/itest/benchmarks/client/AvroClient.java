package io.github.flumespark.itest.benchmarks.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.ipc.netty.NettyTransceiver;
import org.apache.avro.ipc.specific.SpecificRequestor;
import org.apache.spark.streaming.flume.sink.EventBatch;
import org.apache.spark.streaming.flume.sink.SparkFlumeProtocol;
import org.apache.spark.streaming.flume.sink.SparkSinkEvent;

/**
 * Avro's own client, which makes objects of all events: what a sink looks like from a real client
 * that shares its machine.
 */
public final class AvroClient implements PollClient {

  private final NettyTransceiver transceiver;
  private final SparkFlumeProtocol.Callback protocol;
  private final boolean stamps;

  /** Connects. */
  public AvroClient(int port, boolean stamps) throws IOException {
    this.stamps = stamps;
    transceiver =
        new NettyTransceiver(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    protocol = SpecificRequestor.getClient(SparkFlumeProtocol.Callback.class, transceiver);
  }

  @Override
  public Batch poll(int n) throws IOException {
    EventBatch batch = call(n);
    List<Stamp> read = new ArrayList<>();
    if (stamps) {
      batch.getEvents().forEach(event -> read.add(stamp(event)));
    }
    return new Batch(
        batch.getErrorMsg().toString(),
        batch.getSequenceNumber().toString(),
        batch.getEvents().size(),
        read);
  }

  private EventBatch call(int n) throws IOException {
    try {
      return protocol.getEventBatch(n);
    } catch (RuntimeException e) {
      throw new IOException(e);
    }
  }

  private static Stamp stamp(SparkSinkEvent event) {
    int id = -1;
    long put = 0;
    for (Map.Entry<CharSequence, CharSequence> header : event.getHeaders().entrySet()) {
      if (header.getKey().toString().equals("id")) {
        id = Integer.parseInt(header.getValue().toString());
      } else if (header.getKey().toString().equals("put")) {
        put = Long.parseLong(header.getValue().toString());
      }
    }
    return new Stamp(id, put);
  }

  @Override
  public void ack(String sequenceNumber) throws IOException {
    try {
      protocol.ack(sequenceNumber);
    } catch (RuntimeException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void close() {
    transceiver.close();
  }
}
