package io.github.flumespark.itest.spark24;

import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.apache.spark.streaming.flume.FlumeUtils;

/**
 * Tells when events are there, for measurements. An event's body begins with the {@link
 * System#nanoTime} of its put and a blank. Prints {@code STARTED}, and for each partition of a
 * batch interval {@code ROWS} with the time of the put and that at which it was there, for each
 * event. Runs until its stdin ends.
 */
public final class LatencyJob {

  private LatencyJob() {}

  /**
   * Runs until stdin ends.
   *
   * @param args the interval in ms and the sink's port
   */
  @SuppressWarnings("deprecation") // The very client that this project keeps in service.
  public static void main(String[] args) throws Exception {
    JavaStreamingContext streams = LocalStreams.every(Long.parseLong(args[0]), "latency");
    InetSocketAddress sink =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[1]));
    FlumeUtils.createPollingStream(
            streams, new InetSocketAddress[] {sink}, StorageLevel.MEMORY_AND_DISK_SER_2(), 1000, 5)
        .foreachRDD(
            events ->
                events.foreachPartition(
                    partition -> {
                      StringBuilder line = new StringBuilder("ROWS");
                      partition.forEachRemaining(
                          event -> {
                            byte[] bytes = event.event().getBody().array();
                            String body = new String(bytes, StandardCharsets.US_ASCII);
                            line.append(' ').append(body, 0, body.indexOf(' '));
                            line.append(' ').append(System.nanoTime());
                          });
                      Answers.print("%s", line);
                    }));
    streams.start();
    Answers.print("STARTED");
    System.in.transferTo(OutputStream.nullOutputStream());
    Runtime.getRuntime().halt(0);
  }
}
