package io.github.flumespark.itest.spark;

import static io.github.flumespark.itest.spark.EmbeddedSink.LARGE_CHANNEL;
import static io.github.flumespark.itest.spark.TlsFixture.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.apache.flume.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stream whose connections are secured, on both sides, and compressed. */
class SparkSecurityIT {

  @TempDir Path stores;

  @Test
  void everyEventArrivesUnderTlsAndDeflate() throws Exception {
    List<Event> events = Events.sample("secret", 2000);
    TlsFixture tls = TlsFixture.create(stores);
    List<String> conf =
        List.of(
            "-Dspark.streaming.flume.ssl.enabled=true",
            "-Dspark.streaming.flume.ssl.trustStore=" + tls.sinkStore(),
            "-Dspark.streaming.flume.ssl.trustStorePassword=" + PASSWORD,
            "-Dspark.streaming.flume.ssl.keyStore=" + tls.clientStore(),
            "-Dspark.streaming.flume.ssl.keyStorePassword=" + PASSWORD,
            "-Dspark.streaming.flume.compression=deflate");
    try (SparkProcess spark = SparkProcess.launch(SparkWorld.SPARK_4_2, conf, List.of());
        EmbeddedSink sink = new EmbeddedSink("secret", LARGE_CHANNEL, tls.sinkSettings())) {
      sink.put(events);
      spark.startWith(SparkProcess.MEMORY_AND_DISK, 300, 2, sink.port());
      spark.awaitCommit(sink, events.size());
      spark.stop();

      Events.assertEachArrivedOnce(events, spark.events());
      assertThat(spark.log()).doesNotContain(PASSWORD);
    }
  }
}
