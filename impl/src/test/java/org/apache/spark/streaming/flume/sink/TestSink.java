package org.apache.spark.streaming.flume.sink;

import java.util.List;
import java.util.Map;
import org.apache.flume.Channel;
import org.apache.flume.Context;
import org.apache.flume.Event;
import org.apache.flume.Transaction;
import org.apache.flume.channel.MemoryChannel;
import org.apache.flume.conf.Configurables;

/** A sink on loopback with the channel it takes from, for one test. */
public final class TestSink implements AutoCloseable {

  private final Channel channel;
  private final SparkSink sink = new SparkSink();

  private TestSink(Channel channel, Map<String, String> settings) {
    this.channel = channel;
    sink.setName("spark");
    sink.setChannel(channel);
    Context context = new Context(Map.of("hostname", "127.0.0.1", "port", "0"));
    settings.forEach(context::put);
    Configurables.configure(sink, context);
  }

  /** A sink on a channel of the test's making, configured and not started. */
  public static TestSink configured(Channel channel, Map<String, String> settings) {
    return new TestSink(channel, settings);
  }

  /** A started sink on a channel of the test's making. */
  public static TestSink on(Channel channel, Map<String, String> settings) {
    TestSink started = configured(channel, settings);
    started.sink.start();
    return started;
  }

  /** A started sink on a memory channel with these keys, and Flume's defaults for the others. */
  public static TestSink onMemory(Map<String, String> channelKeys, Map<String, String> settings) {
    return on(memoryChannel(channelKeys), settings);
  }

  /** A started memory channel. */
  public static MemoryChannel memoryChannel(Map<String, String> keys) {
    MemoryChannel channel = new MemoryChannel();
    channel.setName("memory");
    Configurables.configure(channel, new Context(keys));
    channel.start();
    return channel;
  }

  /** Puts events in one transaction. */
  public void put(List<Event> events) {
    Transaction transaction = channel.getTransaction();
    transaction.begin();
    try {
      events.forEach(channel::put);
      transaction.commit();
    } finally {
      transaction.close();
    }
  }

  public SparkSink sink() {
    return sink;
  }

  public int port() {
    return sink.getPort();
  }

  public Channel channel() {
    return channel;
  }

  @Override
  public void close() {
    sink.stop();
    channel.stop();
  }
}
