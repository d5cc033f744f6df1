package org.apache.spark.streaming.flume.sink.internal.extension;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.flume.channel.MemoryChannel;
import org.apache.flume.event.EventBuilder;
import org.apache.spark.streaming.flume.sink.EventBatch;
import org.apache.spark.streaming.flume.sink.SparkSinkEvent;
import org.apache.spark.streaming.flume.sink.TestClient;
import org.apache.spark.streaming.flume.sink.TestSink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A jar that somebody has shipped: whatever becomes of the API, it has to run as it is. */
class FrozenExtensionsTest {

  private static final Path JAR = Path.of("src/test/resources/frozen/extensions-api-1.0.jar");

  private final MemoryChannel channel = TestSink.memoryChannel(Map.of("keep-alive", "0"));
  @TempDir private Path directory;

  @AfterEach
  void forgetWhatTheyTold() {
    List.of("frozen.settled", "frozen.stored", "frozen.closed").forEach(System::clearProperty);
  }

  @Test
  void extensionsThatWereCompiledAgainstVersionOneRunAsTheyAre() throws Exception {
    try (ExtensionWorld world = world()) {
      try (TestSink sink = world.start(channel);
          TestClient client = new TestClient(sink.port())) {
        sink.put(
            List.of(
                EventBuilder.withBody("bad", UTF_8, Map.of("poison", "yes")),
                EventBuilder.withBody("abcd", UTF_8, Map.of("k", "v"))));
        assertThat(client.poll(13).getErrorMsg().toString()).contains("unlucky");

        EventBatch batch = client.poll(2);
        client.ack(batch);

        assertThat(batch.getErrorMsg()).hasToString("");
        assertThat(batch.getSequenceNumber().toString()).startsWith("frozen-");
        assertThat(batch.getEvents())
            .extracting(FrozenExtensionsTest::body)
            .containsExactly("abcd", "ABCD", "ABCD", "abcd");
        Map<CharSequence, CharSequence> headers = batch.getEvents().get(0).getHeaders();
        assertThat(headers.toString())
            .contains(
                "k=v",
                "length=4",
                "met=true",
                "matched=true false 1 c true false true gave up",
                "read=some-77"
                    + "88"
                    + "true"
                    + "bc"
                    + "SO_MANY"
                    + "ONE"
                    + "20482048"
                    + "PT5SPT5S[x, y]9textsomea text[]4sparkt1trueZ");
        assertThat(System.getProperty("frozen.stored"))
            .isEqualTo("3 spark t1 java.lang.IllegalStateException true true 1");
      }
      assertThat(System.getProperty("frozen.settled")).matches("ACKED 4 true true \\d+ 2");
      assertThat(System.getProperty("frozen.closed")).isEqualTo("yes");
    }
  }

  private ExtensionWorld world() {
    return new ExtensionWorld(directory)
        .jar(JAR)
        .chain("frozen-transformer")
        .set("transformers.t1.onError", "dead-letter")
        .set("transformers.t1.text", "some")
        .set("transformers.t1.int", "7")
        .set("transformers.t1.long", "8")
        .set("transformers.t1.flag", "true")
        .set("transformers.t1.choice", "B")
        .set("transformers.t1.mode", "so-many")
        .set("transformers.t1.size", "2 KiB")
        .set("transformers.t1.time", "5 s")
        .set("transformers.t1.list", "x, y")
        .set("dead-letter.type", "frozen-store")
        .set("admission.type", "frozen-policy")
        .set("sequence.type", "frozen-sequence");
  }

  private static String body(SparkSinkEvent event) {
    return UTF_8.decode(event.getBody().duplicate()).toString();
  }
}
