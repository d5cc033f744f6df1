package org.apache.spark.streaming.flume.sink.internal.extension;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.apache.flume.Event;
import org.apache.flume.FlumeException;
import org.apache.flume.Transaction;
import org.apache.flume.channel.MemoryChannel;
import org.apache.flume.event.EventBuilder;
import org.apache.flume.lifecycle.LifecycleState;
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
  @ValueSource(strings = {"drop", "pass", "mark"})
  void anErrorFromTransformIsAFailureOfThatEventAlone(String onError) throws Exception {
    world.jar("bad.jar", "zoo/error-from-transform").set("transformers.t1.onError", onError);
    try (TestSink sink = world.start(channel);
        TestClient client = new TestClient(sink.port())) {
      sink.put(List.of(event(Map.of()), event(Map.of("poison", "yes")), event(Map.of())));
      int events = onError.equals("drop") ? 2 : 3;

      EventBatch batch = client.poll(events);
      client.ack(batch);

      assertThat(batch.getErrorMsg()).hasToString("");
      assertThat(batch.getEvents()).hasSize(events);
    }
  }

  @Test
  void anErrorFromTransformRollsTheBatchBackUnlessToldOtherwise() throws Exception {
    // A pause of a loaded machine must not cut the batch short of the poison.
    world.jar("bad.jar", "zoo/error-from-transform").set("linger", "20000");
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
      assertThat(log.warnings())
          .anySatisfy(line -> assertThat(line).contains("Sink spark: ", problem));
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
          .contains(
              "Sink 'spark': close() of the transformers.t1 (ext.Bad$1) has not returned for 4 s and"
                  + " is left to itself; the thread spark-sink-spark-close-transformers.t1 is");
    }
  }

  @Test
  void aBlockedCreateDoesNotHoldTheStopAndTheSinkStartsAgainLater() throws Exception {
    List<String> notes = new CopyOnWriteArrayList<>();
    System.getProperties().put("ext.notes", notes);
    world.jar("bad.jar", "zoo/blocking-create");
    try (TestSink sink = world.configured(channel)) {
      CompletableFuture<Void> start = CompletableFuture.runAsync(() -> world.start(sink));
      await().until(() -> notes.contains("creating t1"));

      sink.sink().stop();

      assertThatThrownBy(start::join)
          .cause()
          .isInstanceOf(FlumeException.class)
          .hasMessageContaining("create() of the transformer t1 (ext.Bad) has not returned yet");
      assertThat(sink.sink().getLifecycleState()).isEqualTo(LifecycleState.STOP);
      latch.countDown();
      await().until(() -> notes.contains("closed t1"));
      world.start(sink);
      sink.put(List.of(event(Map.of())));
      try (TestClient client = new TestClient(sink.port())) {
        client.ack(client.poll(1));
      }
    } finally {
      System.getProperties().remove("ext.notes");
    }
  }

  private static Event event(Map<String, String> headers) {
    return EventBuilder.withBody("body", UTF_8, headers);
  }
}
