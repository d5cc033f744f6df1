package io.github.flumespark.itest.spark;

import static io.github.flumespark.itest.spark.EmbeddedSink.LARGE_CHANNEL;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flume.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spark's limit is kept, and its metrics system hears of what came. */
class SparkRateIT {

  private static final int EVENTS_PER_SECOND = 400;
  private static final int EVENTS = 2000;

  /** What may come at once, and what a test that looks from time to time may see too early. */
  private static final int TOLERANCE = EVENTS_PER_SECOND / 4;

  @TempDir Path metrics;

  @Test
  void noMoreIsReceivedThanSparkAllows() throws IOException {
    List<Event> events = Events.sample("rate", EVENTS);
    List<String> conf =
        List.of(
            "-Dspark.streaming.receiver.maxRate=" + EVENTS_PER_SECOND,
            "-Dspark.streaming.backpressure.enabled=true",
            "-Dspark.metrics.conf.*.sink.csv.class=org.apache.spark.metrics.sink.CsvSink",
            "-Dspark.metrics.conf.*.sink.csv.period=1",
            "-Dspark.metrics.conf.*.sink.csv.directory=" + metrics);
    try (SparkProcess spark = SparkProcess.launch(SparkWorld.SPARK_4_2, conf, List.of());
        EmbeddedSink sink = new EmbeddedSink("rate", LARGE_CHANNEL, Map.of())) {
      sink.put(events);
      long start = System.nanoTime();
      spark.startWith(SparkProcess.MEMORY_AND_DISK, 1000, 3, sink.port());
      spark.await(
          "all events, none too early",
          () -> {
            long received = sink.channel().committed();
            double seconds = (System.nanoTime() - start) / 1e9;
            assertThat((double) received)
                .as("events after %.2f s", seconds)
                .isLessThanOrEqualTo(EVENTS_PER_SECOND * seconds + TOLERANCE);
            return received == EVENTS;
          });
      spark.awaitEvents(EVENTS);
      spark.await("Spark's metrics to tell of them", () -> lastOf("events").endsWith("," + EVENTS));
      spark.stop();

      Events.assertEachArrivedOnce(events, spark.events());
      assertThat(lastOf("connectionsMade")).endsWith(",3");
      assertThat(lastOf("batchesNacked")).endsWith(",0");
    }
  }

  /** The last line of the stream's counter. */
  private String lastOf(String counter) throws IOException {
    try (Stream<Path> files = Files.list(metrics)) {
      for (Path file : files.toList()) {
        if (file.getFileName().toString().endsWith(".flume-stream-0." + counter + ".csv")) {
          List<String> lines = Files.readAllLines(file);
          return lines.get(lines.size() - 1);
        }
      }
    }
    return "none";
  }
}
