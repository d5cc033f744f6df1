package io.github.flumespark.itest.spark4;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.api.java.JavaPairDStream;
import org.apache.spark.streaming.api.java.JavaReceiverInputDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.apache.spark.streaming.flume.FlumeUtils;
import org.apache.spark.streaming.flume.SparkFlumeEvent;

/**
 * The quickstart's Spark job: counts the lines of an access log that a sink sends, by their status,
 * each second. Prints {@code STARTED}, then for each second {@code SECOND millis status=count...},
 * and {@code ENDED} once its stdin has ended and everything that came is counted.
 */
@SuppressWarnings("deprecation") // Spark 4 recommends Structured Streaming
public final class AccessLogJob {

  private AccessLogJob() {}

  /**
   * Runs until stdin ends.
   *
   * @param args host and port of the sink
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    SparkConf conf =
        new SparkConf()
            .setMaster("local[2]")
            .setAppName("flume-spark-quickstart")
            .set("spark.ui.enabled", "false")
            .set("spark.driver.host", "127.0.0.1")
            .set("spark.driver.bindAddress", "127.0.0.1");
    JavaStreamingContext streams = new JavaStreamingContext(conf, Durations.seconds(1));
    JavaReceiverInputDStream<SparkFlumeEvent> events =
        FlumeUtils.createPollingStream(streams, args[0], Integer.parseInt(args[1]));
    JavaPairDStream<String, Long> counts = events.map(AccessLogJob::status).countByValue();
    counts.foreachRDD((second, time) -> print(time.milliseconds(), second.collectAsMap()));
    streams.start();
    say("STARTED");
    System.in.transferTo(OutputStream.nullOutputStream());
    streams.stop(true, true);
    say("ENDED");
  }

  /** {@code 192.0.2.7 - - [time] "GET / HTTP/1.1" 200 4711}: the last word but one. */
  private static String status(SparkFlumeEvent event) {
    String line = new String(event.event().getBody().array(), StandardCharsets.UTF_8);
    String[] words = line.split(" ", -1);
    return words.length < 2 ? "none" : words[words.length - 2];
  }

  private static void print(long millis, Map<String, Long> counts) {
    StringBuilder line = new StringBuilder("SECOND ").append(millis);
    counts.forEach((status, count) -> line.append(' ').append(status).append('=').append(count));
    say(line.toString());
  }

  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
