package org.apache.spark.streaming.flume;

import io.github.flumespark.client.ClientSettings;
import io.github.flumespark.client.SinkAddress;
import io.github.flumespark.settings.ConnectionSettings;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.streaming.StreamingContext;
import org.apache.spark.streaming.api.java.JavaReceiverInputDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.apache.spark.streaming.dstream.ReceiverInputDStream;
import scala.collection.Iterator;
import scala.collection.Seq;

/**
 * Makes streams that poll the Spark sink of Flume agents, with the methods that Spark 1.1 to 2.4
 * had. A batch is acknowledged once Spark has stored it, so every event arrives at least once.
 *
 * <p>Defaults: storage level {@code MEMORY_AND_DISK_SER_2}, at most 1000 events in a batch, 5
 * connections. A stream has at least one connection to each sink, however few were asked for. How
 * connections are made comes from the Spark configuration ({@code spark.streaming.flume.*}, see the
 * README), unless a method takes {@link ClientSettings}.
 *
 * <p>Everything throws IllegalArgumentException at once for an argument that can't work.
 */
@SuppressWarnings("deprecation") // Spark 4 recommends Structured Streaming
public final class FlumeUtils {

  private static final int DEFAULT_POLLING_PARALLELISM = 5;
  private static final int DEFAULT_POLLING_BATCH_SIZE = 1000;

  private FlumeUtils() {}

  /** Polls the sink at this host and port. */
  public static ReceiverInputDStream<SparkFlumeEvent> createPollingStream(
      StreamingContext ssc, String hostname, int port) {
    return createPollingStream(ssc, hostname, port, defaultLevel());
  }

  /** Polls the sink at this host and port, and stores what it gives at this level. */
  public static ReceiverInputDStream<SparkFlumeEvent> createPollingStream(
      StreamingContext ssc, String hostname, int port, StorageLevel storageLevel) {
    return stream(
        ssc,
        List.of(new SinkAddress(hostname, port)),
        storageLevel,
        DEFAULT_POLLING_BATCH_SIZE,
        DEFAULT_POLLING_PARALLELISM,
        null);
  }

  /** Polls several sinks. */
  public static ReceiverInputDStream<SparkFlumeEvent> createPollingStream(
      StreamingContext ssc, Seq<InetSocketAddress> addresses, StorageLevel storageLevel) {
    return createPollingStream(
        ssc, addresses, storageLevel, DEFAULT_POLLING_BATCH_SIZE, DEFAULT_POLLING_PARALLELISM);
  }

  /**
   * Polls several sinks.
   *
   * @param maxBatchSize how many events a batch may have
   * @param parallelism how many connections poll at once, shared out evenly between the sinks
   */
  public static ReceiverInputDStream<SparkFlumeEvent> createPollingStream(
      StreamingContext ssc,
      Seq<InetSocketAddress> addresses,
      StorageLevel storageLevel,
      int maxBatchSize,
      int parallelism) {
    return stream(ssc, sinks(addresses), storageLevel, maxBatchSize, parallelism, null);
  }

  /** Polls several sinks, with settings that the Spark configuration does not touch. */
  public static ReceiverInputDStream<SparkFlumeEvent> createPollingStream(
      StreamingContext ssc,
      Seq<InetSocketAddress> addresses,
      StorageLevel storageLevel,
      int maxBatchSize,
      int parallelism,
      ClientSettings settings) {
    return stream(ssc, sinks(addresses), storageLevel, maxBatchSize, parallelism, settings);
  }

  /** Polls the sink at this host and port. */
  public static JavaReceiverInputDStream<SparkFlumeEvent> createPollingStream(
      JavaStreamingContext jssc, String hostname, int port) {
    return createPollingStream(jssc, hostname, port, defaultLevel());
  }

  /** Polls the sink at this host and port, and stores what it gives at this level. */
  public static JavaReceiverInputDStream<SparkFlumeEvent> createPollingStream(
      JavaStreamingContext jssc, String hostname, int port, StorageLevel storageLevel) {
    return java(createPollingStream(jssc.ssc(), hostname, port, storageLevel));
  }

  /** Polls several sinks. */
  public static JavaReceiverInputDStream<SparkFlumeEvent> createPollingStream(
      JavaStreamingContext jssc, InetSocketAddress[] addresses, StorageLevel storageLevel) {
    return createPollingStream(
        jssc, addresses, storageLevel, DEFAULT_POLLING_BATCH_SIZE, DEFAULT_POLLING_PARALLELISM);
  }

  /**
   * Polls several sinks.
   *
   * @param maxBatchSize how many events a batch may have
   * @param parallelism how many connections poll at once, shared out evenly between the sinks
   */
  public static JavaReceiverInputDStream<SparkFlumeEvent> createPollingStream(
      JavaStreamingContext jssc,
      InetSocketAddress[] addresses,
      StorageLevel storageLevel,
      int maxBatchSize,
      int parallelism) {
    return createPollingStream(jssc, addresses, storageLevel, maxBatchSize, parallelism, null);
  }

  /**
   * Polls several sinks, with settings that the Spark configuration does not touch.
   *
   * @param settings null for those of the Spark configuration
   */
  public static JavaReceiverInputDStream<SparkFlumeEvent> createPollingStream(
      JavaStreamingContext jssc,
      InetSocketAddress[] addresses,
      StorageLevel storageLevel,
      int maxBatchSize,
      int parallelism,
      ClientSettings settings) {
    List<SinkAddress> sinks = Arrays.stream(addresses).map(FlumeUtils::sink).toList();
    return java(stream(jssc.ssc(), sinks, storageLevel, maxBatchSize, parallelism, settings));
  }

  private static ReceiverInputDStream<SparkFlumeEvent> stream(
      StreamingContext ssc,
      List<SinkAddress> sinks,
      StorageLevel storageLevel,
      int maxBatchSize,
      int parallelism,
      ClientSettings settings) {
    if (sinks.isEmpty()) {
      throw new IllegalArgumentException("a polling stream needs the address of a sink at least");
    }
    atLeastOne("maxBatchSize", maxBatchSize);
    atLeastOne("parallelism", parallelism);
    OldClient.warnOf(FlumeUtils.class.getClassLoader());
    ConnectionSettings known =
        settings == null
            ? FlumeConf.connectionSettings(ssc.sparkContext().getConf())
            : new ConnectionSettings(settings, null, null);
    return new FlumePollingInputDStream(
        ssc, new PollingSettings(sinks, maxBatchSize, parallelism, known), storageLevel);
  }

  private static void atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " is " + value + ", must be 1 or more");
    }
  }

  // Only what Scala 2.12 and 2.13 have in common: no converter of collections is.
  private static List<SinkAddress> sinks(Seq<InetSocketAddress> addresses) {
    List<SinkAddress> sinks = new ArrayList<>();
    for (Iterator<InetSocketAddress> all = addresses.iterator(); all.hasNext(); ) {
      sinks.add(sink(all.next()));
    }
    return sinks;
  }

  /** The host as it was named: each executor resolves it when it connects. */
  private static SinkAddress sink(InetSocketAddress address) {
    return new SinkAddress(address.getHostString(), address.getPort());
  }

  private static StorageLevel defaultLevel() {
    return StorageLevel.MEMORY_AND_DISK_SER_2();
  }

  private static JavaReceiverInputDStream<SparkFlumeEvent> java(
      ReceiverInputDStream<SparkFlumeEvent> stream) {
    return new JavaReceiverInputDStream<>(stream, FlumePollingInputDStream.eventTag());
  }
}
