package org.apache.spark.streaming.flume.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.avro.ipc.CallFuture;
import org.apache.flume.event.EventBuilder;
import org.apache.spark.streaming.flume.sink.internal.LogCapture;
import org.junit.jupiter.api.Test;

/** What an operator does to a sink by way of JMX. */
class SinkControlsTest {

  private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();

  private Object invoke(String operation) throws JMException {
    return server.invoke(name(), operation, null, null);
  }

  private Object attribute(String attribute) throws JMException {
    return server.getAttribute(name(), attribute);
  }

  private static ObjectName name() throws JMException {
    return new ObjectName("org.apache.flume.sink:type=spark");
  }

  private static void put(TestSink sink, String... bodies) {
    for (String body : bodies) {
      sink.put(List.of(EventBuilder.withBody(body, UTF_8)));
    }
  }

  @Test
  void pollsOfAPausedSinkWaitAsOnAnEmptyChannelAndAreServedOnceItIsResumed() throws Exception {
    try (LogCapture log = new LogCapture();
        TestSink sink = TestSink.onMemory(Map.of(), Map.of("pollTimeout", "200"));
        TestClient client = new TestClient(sink.port())) {
      put(sink, "a", "b");
      assertThat(attribute("State")).isEqualTo("running");
      EventBatch open = client.poll(1);

      invoke("pauseDelivery");
      invoke("pauseDelivery");

      assertThat(attribute("State")).isEqualTo("paused");
      assertThat((long) attribute("PausedSeconds")).isPositive();
      client.ack(open);
      EventBatch empty = client.poll(1);
      assertThat(empty.getEvents()).isEmpty();
      assertThat(empty.getErrorMsg().toString()).isEmpty();
      assertThat(attribute("AckedBatchCount")).isEqualTo(1L);

      invoke("resumeDelivery");
      invoke("resumeDelivery");

      assertThat(attribute("State")).isEqualTo("running");
      assertThat(attribute("PausedSeconds")).isEqualTo(0L);
      assertThat(client.poll(1).getEvents()).hasSize(1);
      assertThat(log.linesWith("was paused by an operator")).hasSize(1);
      assertThat(log.linesWith("was resumed by an operator")).hasSize(1);
    }
  }

  @Test
  void aPollThatWaitsIsServedByTheResumption() throws Exception {
    try (TestSink sink = TestSink.onMemory(Map.of(), Map.of("pollTimeout", "600000"));
        TestClient client = new TestClient(sink.port())) {
      // Avro's client makes the first call of a connection wait for its answer.
      client.poll(0);
      invoke("pauseDelivery");
      CallFuture<EventBatch> waits = new CallFuture<>();
      client.protocol().getEventBatch(10, waits);
      await("a poll that waits").until(() -> attribute("WaitingPollCount").equals(1L));
      put(sink, "a");

      invoke("resumeDelivery");

      assertThat(waits.get(30, TimeUnit.SECONDS).getEvents()).hasSize(1);
    }
  }

  @Test
  void aStopEndsAPauseAndTheNextStartDelivers() throws Exception {
    try (LogCapture log = new LogCapture();
        TestSink sink = TestSink.onMemory(Map.of(), Map.of())) {
      put(sink, "a");
      invoke("pauseDelivery");

      sink.sink().stop();

      assertThat(attribute("State")).isEqualTo("stopped");
      assertThat(attribute("PausedSeconds")).isEqualTo(0L);
      assertThat(log.linesWith("its next start ends that")).hasSize(1);
      sink.sink().start();
      assertThat(attribute("State")).isEqualTo("running");
      try (TestClient client = new TestClient(sink.port())) {
        assertThat(client.poll(1).getEvents()).hasSize(1);
      }
    }
  }

  @Test
  void aSinkThatDoesNotRunRefusesEveryOperation() throws Exception {
    TestSink sink = TestSink.onMemory(Map.of(), Map.of());
    sink.close();
    for (String operation : List.of("pauseDelivery", "resumeDelivery", "startDebugLog")) {
      assertThatThrownBy(() -> invoke(operation))
          .as(operation)
          .hasRootCauseMessage("Sink 'spark' is not running");
    }
  }

  @Test
  void aSinkThatCouldNotStartRefusesThemToo() throws Exception {
    try (TestSink first = TestSink.onMemory(Map.of(), Map.of());
        TestSink second =
            TestSink.configured(
                TestSink.memoryChannel(Map.of()), Map.of("port", Integer.toString(first.port())))) {
      assertThatThrownBy(() -> second.sink().start()).hasMessageContaining("can't start");

      assertThatThrownBy(() -> second.sink().invoke("pauseDelivery", null, null))
          .hasMessage("Sink 'spark' is not running");
    }
  }

  @Test
  void aLogThatIsNotLog4jsIsLeftAsItIs() throws Exception {
    try (TestSink sink = TestSink.onMemory(Map.of(), Map.of())) {
      assertThat(sink.port()).isPositive();
      assertThatThrownBy(() -> invoke("startDebugLog"))
          .rootCause()
          .hasMessageStartingWith("The level of the log can be set where Log4j 2 writes it");

      assertThat(attribute("DebugLogSeconds")).isEqualTo(0L);
      invoke("stopDebugLog");
    }
  }
}
