package io.github.flumespark.itest.spark;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.management.JMException;
import javax.management.ObjectName;
import org.apache.flume.ChannelException;
import org.apache.flume.Context;
import org.apache.flume.Event;
import org.apache.flume.Transaction;
import org.apache.flume.conf.Configurables;
import org.apache.flume.event.EventBuilder;
import org.apache.spark.streaming.flume.sink.SparkSink;
import org.awaitility.Awaitility;

/** A sink and its channel, with nothing else of an agent around them. */
final class EmbeddedSink implements AutoCloseable {

  /** Room for every test, so that only those about capacity meet it. */
  static final Map<String, String> LARGE_CHANNEL =
      Map.of("capacity", "20000", "transactionCapacity", "20000", "keep-alive", "1");

  /** Flume's own defaults: 100 events, 100 in a transaction. */
  static final Map<String, String> DEFAULT_CHANNEL = Map.of();

  private static final int PUT_SIZE = 100;

  private final String name;
  private final Map<String, String> settings = new HashMap<>();
  private final RecordingChannel channel = new RecordingChannel();
  private final AtomicLong put = new AtomicLong();
  private final boolean counted;
  private SparkSink sink;

  EmbeddedSink(String name, Map<String, String> channelSettings, Map<String, String> sinkSettings) {
    this(name, channelSettings, sinkSettings, true);
  }

  private EmbeddedSink(
      String name,
      Map<String, String> channelSettings,
      Map<String, String> sinkSettings,
      boolean counted) {
    this.name = name;
    this.counted = counted;
    settings.put("hostname", "127.0.0.1");
    settings.put("port", "0");
    // Spark's client ends a stream only after its poll: with the default, 10 s after the last
    // event.
    settings.put("pollTimeout", "500");
    settings.putAll(sinkSettings);
    channel.setName(name + "-channel");
    Configurables.configure(channel, new Context(channelSettings));
    channel.start();
    start();
  }

  /** One whose channel does not tell how many events it has. */
  static EmbeddedSink uncounted(String name, Map<String, String> sinkSettings) {
    return new EmbeddedSink(name, LARGE_CHANNEL, sinkSettings, false);
  }

  void start() {
    sink = new SparkSink();
    sink.setName(name);
    sink.setChannel(counted ? channel : new UncountedChannel(channel));
    Configurables.configure(sink, new Context(settings));
    sink.start();
    // Whoever starts it again finds it where it was.
    settings.put("port", Integer.toString(sink.getPort()));
  }

  void stop() {
    sink.stop();
    sink = null;
  }

  int port() {
    return sink.getPort();
  }

  String address() {
    return "127.0.0.1:" + port();
  }

  RecordingChannel channel() {
    return channel;
  }

  /** How many polls have found nothing, as Flume's monitoring sees it. */
  long emptyBatches() throws JMException {
    return monitored("BatchEmptyCount");
  }

  /** How many connections clients have made. */
  long connectionsMade() throws JMException {
    return monitored("ConnectionCreatedCount");
  }

  private long monitored(String attribute) throws JMException {
    return (long)
        ManagementFactory.getPlatformMBeanServer()
            .getAttribute(new ObjectName("org.apache.flume.sink:type=" + name), attribute);
  }

  /** Puts the events as a source does: in batches, again and again while the channel is full. */
  void put(List<Event> events) {
    for (int from = 0; from < events.size(); from += PUT_SIZE) {
      List<Event> batch = events.subList(from, Math.min(from + PUT_SIZE, events.size()));
      if (tryToPut(batch)) {
        continue;
      }
      Awaitility.await("room in the channel for event %d of %d".formatted(from, events.size()))
          .atMost(SparkProcess.PATIENCE)
          .pollInterval(Duration.ofMillis(20))
          .until(() -> tryToPut(batch));
    }
  }

  /** Puts so many small events, in as many transactions as Flume's sources would take. */
  void putSmall(String name, int count) {
    put(
        IntStream.range(0, count)
            .mapToObj(i -> EventBuilder.withBody((name + "-" + i).getBytes(UTF_8)))
            .collect(Collectors.toList()));
  }

  /** Puts events of every kind, and gives them. */
  List<Event> putSample(String sample, int count) {
    List<Event> events = Events.sample(sample, count);
    put(events);
    return events;
  }

  /** How many events were put and have not left the channel for good. */
  long waiting() {
    return put.get() - channel.committed();
  }

  private boolean tryToPut(List<Event> batch) {
    Transaction transaction = channel.getTransaction();
    transaction.begin();
    try {
      batch.forEach(channel::put);
      transaction.commit();
      put.addAndGet(batch.size());
      return true;
    } catch (ChannelException full) {
      transaction.rollback();
      return false;
    } finally {
      transaction.close();
    }
  }

  /**
   * Stops the sink, which gives back what it still holds, and takes all that is left: nothing, if
   * every event was acked and committed.
   */
  List<Event> stopAndDrain() {
    stop();
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

  @Override
  public void close() {
    if (sink != null) {
      stop();
    }
    channel.stop();
  }
}
