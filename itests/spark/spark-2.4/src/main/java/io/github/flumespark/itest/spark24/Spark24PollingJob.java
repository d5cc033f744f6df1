package io.github.flumespark.itest.spark24;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.api.java.JavaReceiverInputDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.apache.spark.streaming.flume.FlumeUtils;
import org.apache.spark.streaming.flume.SparkFlumeEvent;

/**
 * Polls sinks with Spark's own client and prints every event. Compiled against Spark 2.4, and run
 * as it is on 3.5 and 4.2 too, where the client is ours.
 *
 * <p>Spark takes seconds to start and a stream takes none, so one process runs any number of
 * streams, one after the other. It obeys one command per line on stdin and answers each with one
 * line on stdout; the end of stdin ends it:
 *
 * <pre>
 * start STORAGE_LEVEL MAX_BATCH_SIZE PARALLELISM HOST:PORT...   STARTED
 * stop                                                          STOPPED, once all that was received is printed
 * fail-stores COUNT                                             OK; needs --log, see {@link BreakableLog}
 * delay-store MILLIS                                            OK; needs --log
 * </pre>
 *
 * <p>{@code READY}, with the versions at work, is its first line; {@link EventPrinter} and {@link
 * BreakableLog} print the others.
 */
public final class Spark24PollingJob implements AutoCloseable {

  private static final int BATCH_INTERVAL_MILLIS = 200;

  private final JavaSparkContext spark;
  private final String checkpoints;
  private JavaStreamingContext streams;
  private int streamCount;

  private Spark24PollingJob(SparkConf conf, String checkpoints) {
    this.spark = new JavaSparkContext(conf);
    this.checkpoints = checkpoints;
  }

  /**
   * Runs until stdin ends.
   *
   * @param args nothing, or {@code --log CHECKPOINT_DIRECTORY} to store every block in a {@link
   *     BreakableLog} too
   */
  public static void main(String[] args) throws IOException {
    SparkConf conf =
        new SparkConf()
            .setMaster("local[2]")
            .setAppName("flume-spark-itest")
            .set("spark.ui.enabled", "false")
            .set("spark.driver.host", "127.0.0.1")
            .set("spark.driver.bindAddress", "127.0.0.1")
            // Quick looks for a new block, so that an event is printed soon after it was stored.
            .set("spark.streaming.blockInterval", "50ms");
    String checkpoints = null;
    if (args.length == 2 && args[0].equals("--log")) {
      checkpoints = args[1];
      conf.set("spark.streaming.receiver.writeAheadLog.enable", "true")
          .set("spark.streaming.receiver.writeAheadLog.class", BreakableLog.class.getName());
    }
    try (Spark24PollingJob job = new Spark24PollingJob(conf, checkpoints);
        BufferedReader commands =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      Answers.print(
          "READY spark=%s scala=%s client=%s avro=%s java=%s",
          job.spark.version(),
          scala.util.Properties.versionNumberString(),
          clientJar(),
          avroVersion(),
          System.getProperty("java.version"));
      for (String line = commands.readLine(); line != null; line = commands.readLine()) {
        job.obey(List.of(line.split(" ")));
      }
    }
  }

  private static String clientJar() {
    String location =
        FlumeUtils.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    return location.substring(location.lastIndexOf('/') + 1);
  }

  /** Of the client's transport, which is Spark 2.4's alone; elsewhere of Avro itself. */
  private static String avroVersion() {
    try {
      return Class.forName("org.apache.avro.ipc.NettyTransceiver")
          .getPackage()
          .getImplementationVersion();
    } catch (ClassNotFoundException e) {
      return Schema.class.getPackage().getImplementationVersion();
    }
  }

  private void obey(List<String> command) {
    switch (command.get(0)) {
      case "start" -> {
        start(
            StorageLevel.fromString(command.get(1)),
            Integer.parseInt(command.get(2)),
            Integer.parseInt(command.get(3)),
            command.stream().skip(4).map(Spark24PollingJob::address).toList());
        Answers.print("STARTED");
      }
      case "stop" -> {
        stop();
        Answers.print("STOPPED");
      }
      case "fail-stores" -> {
        BreakableLog.failNext(Integer.parseInt(command.get(1)));
        Answers.print("OK");
      }
      case "delay-store" -> {
        BreakableLog.delayNext(Long.parseLong(command.get(1)));
        Answers.print("OK");
      }
      default -> throw new IllegalArgumentException("unknown command: " + command);
    }
  }

  private void start(
      StorageLevel level, int maxBatchSize, int parallelism, List<InetSocketAddress> addresses) {
    streams = new JavaStreamingContext(spark, Durations.milliseconds(BATCH_INTERVAL_MILLIS));
    if (checkpoints != null) {
      streams.checkpoint(checkpoints + "/" + ++streamCount);
    }
    poll(addresses.toArray(InetSocketAddress[]::new), level, maxBatchSize, parallelism)
        .foreachRDD(new EventPrinter());
    streams.start();
  }

  @SuppressWarnings("deprecation") // The very client that this project keeps in service.
  private JavaReceiverInputDStream<SparkFlumeEvent> poll(
      InetSocketAddress[] addresses, StorageLevel level, int maxBatchSize, int parallelism) {
    return FlumeUtils.createPollingStream(streams, addresses, level, maxBatchSize, parallelism);
  }

  private void stop() {
    boolean stopSpark = false;
    boolean printWhatWasReceived = true;
    streams.stop(stopSpark, printWhatWasReceived);
    streams = null;
  }

  private static InetSocketAddress address(String hostAndPort) {
    int colon = hostAndPort.lastIndexOf(':');
    return new InetSocketAddress(
        hostAndPort.substring(0, colon), Integer.parseInt(hostAndPort.substring(colon + 1)));
  }

  @Override
  public void close() {
    spark.close();
  }
}
