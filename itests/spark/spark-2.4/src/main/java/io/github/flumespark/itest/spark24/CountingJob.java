package io.github.flumespark.itest.spark24;

import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.apache.spark.streaming.flume.FlumeUtils;

/**
 * Counts what sinks send, for measurements: prints {@code STARTED}, then {@code COUNT events nanos}
 * for each batch interval that had events, with the time at which they were counted. Runs until its
 * stdin ends.
 */
public final class CountingJob {

  private CountingJob() {}

  /**
   * Runs until stdin ends.
   *
   * @param args the interval in ms, the size of a poll, the number of connections, a directory that
   *     is not used here, and the sinks' ports
   */
  @SuppressWarnings("deprecation") // The very client that this project keeps in service.
  public static void main(String[] args) throws Exception {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    InetSocketAddress[] sinks =
        Arrays.stream(args)
            .skip(4)
            .map(port -> new InetSocketAddress(loopback, Integer.parseInt(port)))
            .toArray(InetSocketAddress[]::new);
    JavaStreamingContext streams = LocalStreams.every(Long.parseLong(args[0]), "flume-spark-count");
    FlumeUtils.createPollingStream(
            streams,
            sinks,
            StorageLevel.MEMORY_AND_DISK_SER_2(),
            Integer.parseInt(args[1]),
            Integer.parseInt(args[2]))
        .foreachRDD(
            events -> {
              long count = events.count();
              if (count > 0) {
                Answers.print("COUNT %d %d", count, System.nanoTime());
              }
            });
    streams.start();
    Answers.print("STARTED");
    System.in.transferTo(OutputStream.nullOutputStream());
    // No farewell: it could take a minute with Spark's own client.
    Runtime.getRuntime().halt(0);
  }
}
