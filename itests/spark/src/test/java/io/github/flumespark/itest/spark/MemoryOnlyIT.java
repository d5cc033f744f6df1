package io.github.flumespark.itest.spark;

import static io.github.flumespark.itest.spark.EmbeddedSink.LARGE_CHANNEL;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.flume.Event;
import org.junit.jupiter.api.Test;

/**
 * Blocks kept as objects: Spark 2.4 measures them by reflection, which JDK 17 has to be told to
 * allow.
 */
class MemoryOnlyIT {

  private static final List<String> OPEN_JAVA_BASE =
      List.of(
          "--add-opens=java.base/java.util=ALL-UNNAMED",
          "--add-opens=java.base/java.nio=ALL-UNNAMED");

  @Test
  void everyEventArrives() throws IOException {
    List<Event> events = Events.sample("memory", 2000);
    try (SparkProcess spark = SparkProcess.launch(SparkWorld.SPARK_2_4, OPEN_JAVA_BASE, List.of());
        EmbeddedSink sink = new EmbeddedSink("memory", LARGE_CHANNEL, Map.of())) {
      sink.put(events);
      spark.start("MEMORY_ONLY", 1000, sink.port());
      spark.awaitCommit(sink, events.size());
      spark.stop();

      Events.assertEachArrivedOnce(events, spark.events());
    }
  }
}
