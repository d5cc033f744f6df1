package org.apache.spark.streaming.flume.sink.internal.extension;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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

/**
 * New code of an extension in the place of the old, while clients are connected and hold batches.
 */
class ReloadTest {

  private final MemoryChannel channel = TestSink.memoryChannel(Map.of("keep-alive", "0"));

  @TempDir private Path directory;
  private ExtensionWorld world;

  @BeforeEach
  void aSuffixIsPutBehind() {
    world =
        new ExtensionWorld(directory)
            .jar("suffix-1.jar", "suffix")
            .chain("suffix")
            .set("transformers.t1.suffix", "?");
  }

  @AfterEach
  void tidyUp() throws Exception {
    world.close();
  }

  private static String poll(TestClient client) {
    return body(client.poll(1));
  }

  private static String body(EventBatch batch) {
    assertThat(batch.getEvents()).hasSize(1);
    return UTF_8.decode(batch.getEvents().get(0).getBody()).toString();
  }

  private static void put(TestSink sink, String body) {
    sink.put(List.of(EventBuilder.withBody(body, UTF_8)));
  }

  @Test
  void anOpenBatchEndsUnderTheOldCodeAndTheNextPollHasTheNewOnTheSameConnection() throws Exception {
    try (TestSink sink = world.start(channel);
        TestClient client = new TestClient(sink.port())) {
      put(sink, "one");
      EventBatch open = client.poll(1);
      assertThat(body(open)).isEqualTo("one?");

      world.replaceJars("suffix-2.jar", "prefix").reload(sink);

      assertThat(ExtensionWorld.journal()).as("the old one is in use").doesNotContain("-t1");
      client.nack(open);
      await("the old one to be closed").until(() -> ExtensionWorld.journal().contains("-t1"));
      EventBatch again = client.poll(1);
      assertThat(body(again)).isEqualTo("?one");
      client.ack(again);
      assertThat(sink.sink().getAttribute("TransformerEmittedEventCount"))
          .as("both chains' work")
          .isEqualTo(2L);
      assertThat(sink.sink().getAttribute("ExtensionsProblem")).isEqualTo("");
    }
  }

  @Test
  void aPollThatWaitsIsServedByTheNewCode() throws Exception {
    try (TestSink sink = world.start(channel);
        TestClient client = new TestClient(sink.port());
        TestClient other = new TestClient(sink.port())) {
      other.poll(0);
      var waiting = new java.util.concurrent.CompletableFuture<String>();
      Thread poller = new Thread(() -> waiting.complete(poll(client)));
      poller.start();
      await("the poll to wait")
          .until(() -> sink.sink().getAttribute("WaitingPollCount").equals(1L));

      world.replaceJars("suffix-2.jar", "prefix").reload(sink);
      put(sink, "one");

      assertThat(waiting.get()).isEqualTo("?one");
      poller.join();
    }
  }

  @Test
  void newCodeThatCannotBeUsedLeavesTheOldInUseAndSaysWhy() throws Exception {
    try (LogCapture log = new LogCapture();
        TestSink sink = world.start(channel);
        TestClient client = new TestClient(sink.port())) {
      world.replaceJars("bad.jar", "zoo/throwing-create");

      assertThatThrownBy(() -> world.reload(sink))
          .hasMessageContaining("transformers.t1.type has the value 'suffix'");

      assertThat(sink.sink().getAttribute("ExtensionsProblem").toString())
          .contains("transformers.t1.type");
      assertThat(log.linesWith("ERROR"))
          .singleElement()
          .asString()
          .contains("extensions can't be loaded anew, those in use stay");
      put(sink, "one");
      assertThat(poll(client)).isEqualTo("one?");
    }
  }

  @Test
  void nothingHoldsTheOldCodeAfterwards() throws Exception {
    try (TestSink sink = world.start(channel);
        TestClient client = new TestClient(sink.port())) {
      put(sink, "one");
      client.ack(client.poll(1));
      world.replaceJars("suffix-2.jar", "prefix").reload(sink);
      await("the old one to be closed").until(() -> ExtensionWorld.journal().contains("-t1"));
      WeakReference<ClassLoader> old = world.forgetFirstLoader();

      await("the old classes to be collected")
          .until(
              () -> {
                System.gc();
                return old.get() == null;
              });

      put(sink, "two");
      assertThat(poll(client)).isEqualTo("?two");
    }
  }

  @Test
  void aSinkThatDoesNotRunHasNothingToReload() {
    TestSink sink = world.configured(channel);

    assertThatThrownBy(() -> world.reload(sink)).hasMessageContaining("not running");
    assertThat(sink.sink().getMBeanInfo().getOperations())
        .extracting(operation -> operation.getName())
        .contains("reloadExtensions");
    channel.stop();
  }

  @Test
  void theBeanTellsWhatIsSelectedAlsoWhileTheSinkDoesNotRun() throws Exception {
    TestSink sink = world.set("sequence.type", "uuid-v7").configured(channel);

    assertThat(sink.sink().getAttribute("SelectedExtensions"))
        .isEqualTo("transformer suffix; sequence uuid-v7");
    assertThat(sink.sink().getAttribute("ExtensionsReload")).isEqualTo("auto");
    channel.stop();
  }
}
