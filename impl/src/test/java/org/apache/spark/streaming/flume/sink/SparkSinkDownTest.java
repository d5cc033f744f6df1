package org.apache.spark.streaming.flume.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.flume.Event;
import org.apache.flume.event.EventBuilder;
import org.apache.spark.streaming.flume.sink.internal.LogCapture;
import org.apache.spark.streaming.flume.sink.internal.wire.RawClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** A sink of which a part ends for good. Java 20 has no way left to end a thread from outside. */
@EnabledForJreRange(max = JRE.JAVA_19, disabledReason = "Thread.stop() is gone")
@Timeout(60)
class SparkSinkDownTest {

  private static final List<Event> EVENTS =
      IntStream.range(0, 10).mapToObj(i -> EventBuilder.withBody("event " + i, UTF_8)).toList();

  @Test
  void startsAgainOnItsPortWhenItsIoThreadsHaveEndedAndItsClientsHearOfIt() throws Exception {
    try (TestSink sink = TestSink.onMemory(Map.of(), Map.of("timeout", "3600", "threads", "1"));
        LogCapture log = new LogCapture();
        TestClient holder = new TestClient(sink.port());
        TestClient waiting = new TestClient(sink.port())) {
      int port = sink.port();
      sink.put(EVENTS);
      EventBatch held = holder.poll(5);
      assertThat(held.getEvents()).hasSize(5);
      CompletableFuture<EventBatch> unanswered =
          CompletableFuture.supplyAsync(() -> waiting.poll(5));

      end("spark-sink-spark-io-");

      await("the first start after it was down")
          .untilAsserted(() -> assertThat(log.linesWith("has started again")).isNotEmpty());
      assertThat(log.linesWith("is down: an I/O thread has ended")).hasSize(1);
      assertThat(sink.port()).isEqualTo(port);
      assertThat(unanswered).as("the poll on a dead connection").failsWithin(30, TimeUnit.SECONDS);
      try (TestClient client = new TestClient(port)) {
        EventBatch all = client.poll(100);
        assertThat(all.getEvents()).hasSize(10);
        client.ack(all);
      }
    }
  }

  @Test
  void goesOnWithoutARestartWhenTheThreadsEndThatAreItsOwn() throws IOException {
    try (TestSink sink = TestSink.onMemory(Map.of(), Map.of());
        LogCapture log = new LogCapture();
        TestClient client = new TestClient(sink.port())) {
      for (String role : List.of("transaction", "timer", "keeper")) {
        end("spark-sink-spark-" + role);
        sink.put(EVENTS);
        try (TestClient newcomer = new TestClient(sink.port())) {
          newcomer.ack(newcomer.poll(5));
        }
        client.ack(client.poll(5));
      }
      assertThat(log.linesWith("is down")).isEmpty();
    }
  }

  /**
   * It notices with the next connection, which is lost on the way from the kernel. Whether the
   * socket can be used after that is the JDK's business.
   */
  @Test
  void listensAgainAfterTheThreadHasEndedThatAccepts() throws IOException {
    try (TestSink sink = TestSink.onMemory(Map.of(), Map.of())) {
      int port = sink.port();
      end("spark-sink-spark-accept");
      new Socket(InetAddress.getLoopbackAddress(), port).close();

      await("a connection that is served")
          .ignoreExceptions()
          .untilAsserted(() -> RawClient.greeted(port).close());
    }
  }

  private static void end(String namePrefix) {
    List<Thread> threads =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().startsWith(namePrefix))
            .toList();
    assertThat(threads).as(namePrefix).isNotEmpty();
    for (Thread thread : threads) {
      try {
        Thread.class.getMethod("stop").invoke(thread);
      } catch (ReflectiveOperationException e) {
        throw new LinkageError(e.getMessage(), e);
      }
    }
  }
}
