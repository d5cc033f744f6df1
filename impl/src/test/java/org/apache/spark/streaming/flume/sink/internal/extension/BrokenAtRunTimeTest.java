package org.apache.spark.streaming.flume.sink.internal.extension;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.flume.Event;
import org.apache.flume.Transaction;
import org.apache.flume.channel.MemoryChannel;
import org.apache.flume.event.EventBuilder;
import org.apache.spark.streaming.flume.sink.EventBatch;
import org.apache.spark.streaming.flume.sink.TestClient;
import org.apache.spark.streaming.flume.sink.TestSink;
import org.apache.spark.streaming.flume.sink.internal.LogCapture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The part of the zoo that starts like any other extension, and fails later. */
class BrokenAtRunTimeTest {

  private final CountDownLatch latch = new CountDownLatch(1);
  private final MemoryChannel channel = TestSink.memoryChannel(Map.of("keep-alive", "0"));

  @TempDir private Path directory;
  private ExtensionWorld world;

  @BeforeEach
  void extensionsFindTheLatch() {
    world = new ExtensionWorld(directory).chain("bad");
    System.getProperties().put("ext.latch", latch);
  }

  @AfterEach
  void tidyUp() throws Exception {
    latch.countDown();
    System.getProperties().remove("ext.latch");
    world.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"fail", "drop", "pass"})
  void anErrorFromTransformRollsTheBatchBackWhateverOnErrorSays(String onError) throws Exception {
    world.jar("bad.jar", "zoo/error-from-transform").set("transformers.t1.onError", onError);
    try (LogCapture log = new LogCapture();
        TestSink sink = world.start(channel);
        TestClient client = new TestClient(sink.port())) {
      sink.put(List.of(event(Map.of()), event(Map.of("poison", "yes"))));

      EventBatch failed = client.poll(10);
      EventBatch before = client.poll(1);
      client.ack(before);

      String problem = "Transformer 't1' (ext.Bad) failed: java.lang.StackOverflowError: too deep";
      assertThat(failed.getErrorMsg().toString()).contains(problem);
      assertThat(failed.getEvents()).isEmpty();
      assertThat(before.getEvents()).as("the event before it").hasSize(1);
      assertThat(client.poll(1).getErrorMsg().toString()).contains(problem);
      assertThat(log.warnings()).first().asString().contains("Sink spark: ", problem);
      assertThat(headersOfTheNextEvent()).as("it is still there").containsKey("poison");
    }
  }

  private Map<String, String> headersOfTheNextEvent() {
    Transaction transaction = channel.getTransaction();
    transaction.begin();
    try {
      return channel.take().getHeaders();
    } finally {
      transaction.rollback();
      transaction.close();
    }
  }

  @Test
  void aSlowCloseDoesNotHoldTheStopAndIsNamed() {
    world.jar("bad.jar", "zoo/slow-close");
    try (LogCapture log = new LogCapture()) {
      world.start(channel).close();

      assertThat(log.linesWith("ERROR"))
          .singleElement()
          .asString()
          .endsWith(
              "Spark sink spark: the transformers.t1 (ext.Bad$1) did not close in 5 s, and is left"
                  + " to itself");
    }
  }

  private static Event event(Map<String, String> headers) {
    return EventBuilder.withBody("body", UTF_8, headers);
  }
}
