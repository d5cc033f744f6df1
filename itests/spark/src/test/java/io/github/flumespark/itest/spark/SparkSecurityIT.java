package io.github.flumespark.itest.spark;

import static io.github.flumespark.itest.spark.EmbeddedSink.LARGE_CHANNEL;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flume.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stream whose connections are secured, on both sides, and compressed. */
class SparkSecurityIT {

  private static final String PASSWORD = "a-password";

  @TempDir Path stores;

  @Test
  void everyEventArrivesUnderTlsAndDeflate() throws Exception {
    List<Event> events = Events.sample("secret", 2000);
    String sinks = makeKey("sink");
    String clients = makeKey("client");
    Map<String, String> settings =
        Map.of(
            "ssl", "true",
            "keystore", sinks,
            "keystore-password", PASSWORD,
            "keystore-type", "PKCS12",
            "need-client-auth", "true",
            "truststore", clients,
            "truststore-password", PASSWORD,
            "truststore-type", "PKCS12",
            "compression-type", "deflate");
    List<String> conf =
        List.of(
            "-Dspark.streaming.flume.ssl.enabled=true",
            "-Dspark.streaming.flume.ssl.trustStore=" + sinks,
            "-Dspark.streaming.flume.ssl.trustStorePassword=" + PASSWORD,
            "-Dspark.streaming.flume.ssl.keyStore=" + clients,
            "-Dspark.streaming.flume.ssl.keyStorePassword=" + PASSWORD,
            "-Dspark.streaming.flume.deflate=true");
    try (SparkProcess spark = SparkProcess.launch(SparkWorld.SPARK_4_1, conf, List.of());
        EmbeddedSink sink = new EmbeddedSink("secret", LARGE_CHANNEL, settings)) {
      sink.put(events);
      spark.startWith(SparkProcess.MEMORY_AND_DISK, 300, 2, sink.port());
      spark.awaitCommit(sink, events.size());
      spark.stop();

      Events.assertEachArrivedOnce(events, spark.events());
      assertThat(spark.log()).doesNotContain(PASSWORD);
    }
  }

  /** A store with a key and its certificate: it can be shown and trusted alike. */
  private String makeKey(String name) throws Exception {
    String store = stores.resolve(name + ".p12").toString();
    Process keytool =
        new ProcessBuilder(
                (Path.of(System.getProperty("java.home"), "bin", "keytool")
                        + " -genkeypair -keyalg EC -ext san=ip:127.0.0.1 -storetype PKCS12 -alias "
                        + "%s -dname CN=%s -keystore %s -storepass %s"
                            .formatted(name, name, store, PASSWORD))
                    .split(" ", -1))
            .redirectErrorStream(true)
            .start();
    String output = new String(keytool.getInputStream().readAllBytes(), UTF_8);
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).as("keytool ended").isTrue();
    assertThat(keytool.exitValue()).as(output).isZero();
    return store;
  }
}
