package org.apache.spark.streaming.flume.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flume.event.EventBuilder;
import org.apache.spark.streaming.flume.sink.internal.LogCapture;
import org.junit.jupiter.api.Test;

/** What an operator reads. */
class SinkLogTest {

  @Test
  void aStartTellsAddressSettingsExtensionsAndLibraries() {
    try (LogCapture log = new LogCapture();
        TestSink sink = TestSink.onMemory(Map.of(), Map.of("linger", "7"))) {
      assertThat(log.linesWith("INFO"))
          .anyMatch(line -> line.contains("Spark sink spark starts with hostname=127.0.0.1"))
          .anyMatch(line -> line.contains(" linger=7ms ") && line.contains(" ssl=off "))
          .anyMatch(line -> line.contains("Spark sink spark: sequence: default"))
          .anyMatch(line -> line.contains("Spark sink spark: Avro: org.apache.avro.Schema 1."))
          .anyMatch(line -> line.contains("Spark sink spark: Netty: "))
          .anyMatch(line -> line.contains("is listening on 127.0.0.1:" + sink.port()));
      assertThat(log.warnings()).isEmpty();
    }
  }

  @Test
  void aClientThatRefusesForEverCannotFillTheDisk() throws Exception {
    try (LogCapture log = new LogCapture();
        TestSink sink = TestSink.onMemory(Map.of("keep-alive", "0"), Map.of("linger", "0"));
        TestClient client = new TestClient(sink.port())) {
      sink.put(List.of(EventBuilder.withBody("Marker-body", UTF_8, Map.of("name", "Marker"))));
      long start = System.nanoTime();
      for (int i = 0; i < 200; i++) {
        client.nack(client.poll(2));
      }
      long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();

      List<String> lines = log.linesWith("was refused by its client, and rolled back");

      assertThat(lines).hasSizeBetween(1, (int) seconds + 2);
      assertThat(lines.get(0))
          .contains("WARN", "Sink spark: batch ", " with 1 events for 127.0.0.1:");
      assertThat(log.linesWith("Marker")).isEmpty();
    }
  }

  @Test
  void aClientThatOnlyLooksWhetherThereAreEventsIsNothingToWarnOf() throws Exception {
    try (LogCapture log = new LogCapture();
        TestSink sink = TestSink.onMemory(Map.of("keep-alive", "0"), Map.of("linger", "0"));
        TestClient client = new TestClient(sink.port())) {
      sink.put(List.of(EventBuilder.withBody("body", UTF_8)));
      client.nack(client.poll(1));

      assertThat(log.warnings()).isEmpty();
    }
  }
}
