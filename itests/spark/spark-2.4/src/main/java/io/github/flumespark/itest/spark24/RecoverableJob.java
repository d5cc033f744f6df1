package io.github.flumespark.itest.spark24;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.Time;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.apache.spark.streaming.flume.FlumeUtils;
import org.apache.spark.streaming.flume.SparkFlumeEvent;

/**
 * A stream that survives its driver: a write-ahead log, a checkpoint, and getOrCreate, as Spark's
 * guide and our client's README have it. Writes a file for each batch that bears its time, a line
 * in Base64 for each event's body, and says STARTED. Compiled against Spark 2.4, and run as it is
 * on 3.5 and 4.2 too. Runs until it is killed, or its stdin ends.
 */
public final class RecoverableJob {

  private RecoverableJob() {}

  /**
   * Runs until it is killed.
   *
   * @param args a directory for the checkpoint, one for the output, and a sink's port
   */
  public static void main(String[] args) throws Exception {
    JavaStreamingContext streams =
        JavaStreamingContext.getOrCreate(args[0], () -> create(args[0], args[1], args[2]));
    streams.start();
    Answers.print("STARTED");
    int read = System.in.read();
    while (read >= 0) {
      read = System.in.read();
    }
    Runtime.getRuntime().halt(0);
  }

  private static JavaStreamingContext create(String checkpoint, String out, String port) {
    SparkConf conf =
        new SparkConf()
            .setMaster("local[2]")
            .setAppName("recoverable")
            .set("spark.ui.enabled", "false")
            .set("spark.driver.host", "127.0.0.1")
            .set("spark.driver.bindAddress", "127.0.0.1")
            .set("spark.streaming.receiver.writeAheadLog.enable", "true");
    JavaStreamingContext streams = new JavaStreamingContext(conf, Durations.milliseconds(500));
    streams.checkpoint(checkpoint);
    FlumeUtils.createPollingStream(
            streams, "127.0.0.1", Integer.parseInt(port), StorageLevel.MEMORY_AND_DISK_SER())
        .map(RecoverableJob::encode)
        .foreachRDD((rdd, time) -> write(rdd, time, Paths.get(out)));
    return streams;
  }

  private static String encode(SparkFlumeEvent event) {
    return Base64.getEncoder().encodeToString(event.event().getBody().array());
  }

  private static void write(JavaRDD<String> batch, Time time, Path out) throws IOException {
    List<String> lines = batch.collect();
    if (lines.isEmpty()) {
      return;
    }
    Files.createDirectories(out);
    Path file = Files.createTempFile(out, "writing-", ".tmp");
    Files.write(file, lines, StandardCharsets.UTF_8);
    Files.move(
        file,
        out.resolve(Long.toString(time.milliseconds())),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }
}
