package io.github.flumespark.monitor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import org.apache.flume.Context;
import org.apache.flume.Transaction;
import org.apache.flume.channel.MemoryChannel;
import org.apache.flume.conf.Configurables;
import org.apache.flume.event.EventBuilder;
import org.apache.flume.instrumentation.SourceCounter;
import org.apache.spark.streaming.flume.sink.SparkSink;

/** A memory channel for ten events, a sink on it, and the counters of a source. */
final class SmallAgent implements AutoCloseable {

  static final String SECRET = "body-4711";

  private final MemoryChannel channel = new MemoryChannel();
  private final SparkSink sink = new SparkSink();
  private final SourceCounter source;

  SmallAgent(String suffix) {
    channel.setName("memory" + suffix);
    Configurables.configure(
        channel, new Context(Map.of("capacity", "10", "transactionCapacity", "10")));
    sink.setName("spark" + suffix);
    sink.setChannel(channel);
    Configurables.configure(sink, new Context(Map.of("hostname", "127.0.0.1", "port", "0")));
    source = new SourceCounter("logs" + suffix);
    channel.start();
    sink.start();
    source.start();
  }

  void put(int events) {
    Transaction transaction = channel.getTransaction();
    transaction.begin();
    try {
      for (int i = 0; i < events; i++) {
        channel.put(EventBuilder.withBody(SECRET, UTF_8, Map.of("header-4712", "value-4713")));
        source.incrementEventAcceptedCount();
      }
      transaction.commit();
    } finally {
      transaction.close();
    }
  }

  int sinkPort() {
    return sink.getPort();
  }

  void stopSink() {
    sink.stop();
  }

  @Override
  public void close() {
    sink.stop();
    source.stop();
    channel.stop();
  }
}
