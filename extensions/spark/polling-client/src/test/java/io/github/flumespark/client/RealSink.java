package io.github.flumespark.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flume.Context;
import org.apache.flume.Event;
import org.apache.flume.Transaction;
import org.apache.flume.channel.MemoryChannel;
import org.apache.flume.conf.Configurables;
import org.apache.spark.streaming.flume.sink.SparkSink;

/** The sink on loopback with the memory channel it takes from, for one test. */
final class RealSink implements AutoCloseable {

  private final MemoryChannel channel = new MemoryChannel();
  private final SparkSink sink = new SparkSink();

  RealSink(Map<String, String> settings) {
    channel.setName("memory");
    Configurables.configure(
        channel,
        new Context(
            Map.of("capacity", "10000", "transactionCapacity", "10000", "keep-alive", "0")));
    channel.start();
    sink.setName("spark");
    sink.setChannel(channel);
    Context context =
        new Context(Map.of("hostname", "127.0.0.1", "port", "0", "pollTimeout", "300"));
    settings.forEach(context::put);
    Configurables.configure(sink, context);
    sink.start();
  }

  SinkAddress address() {
    return new SinkAddress("127.0.0.1", sink.getPort());
  }

  void put(List<Event> events) {
    Transaction transaction = channel.getTransaction();
    transaction.begin();
    try {
      events.forEach(channel::put);
      transaction.commit();
    } finally {
      transaction.close();
    }
  }

  /** Stops the sink, which gives back what it still holds, and tells what is in the channel. */
  List<Event> stopAndDrain() {
    sink.stop();
    List<Event> left = new ArrayList<>();
    Transaction transaction = channel.getTransaction();
    transaction.begin();
    try {
      for (Event event = channel.take(); event != null; event = channel.take()) {
        left.add(event);
      }
    } finally {
      transaction.rollback();
      transaction.close();
    }
    return left;
  }

  void stop() {
    sink.stop();
  }

  @Override
  public void close() {
    sink.stop();
    channel.stop();
  }
}
