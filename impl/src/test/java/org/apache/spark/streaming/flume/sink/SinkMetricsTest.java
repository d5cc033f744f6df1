package org.apache.spark.streaming.flume.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import javax.management.Attribute;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.avro.ipc.CallFuture;
import org.apache.flume.ChannelException;
import org.apache.flume.Event;
import org.apache.flume.Transaction;
import org.apache.flume.channel.AbstractChannel;
import org.apache.flume.event.EventBuilder;
import org.junit.jupiter.api.Test;

/** What an operator sees of a sink in JMX. */
class SinkMetricsTest {

  @Test
  void anAcknowledgedBatchIsAttemptedWhenSentAndASuccessAfterItsCommit() throws Exception {
    try (TestSink sink = TestSink.onMemory(Map.of(), Map.of());
        TestClient client = new TestClient(sink.port())) {
      sink.put(events(5));

      EventBatch batch = client.poll(3);

      assertThat(value("EventDrainAttemptCount")).isEqualTo(3);
      assertThat(value("EventDrainSuccessCount")).isZero();
      assertThat(value("BatchCompleteCount")).isEqualTo(1);
      assertThat(value("OpenBatchCount")).isEqualTo(1);
      assertThat(value("OpenEventCount")).isEqualTo(3);
      assertThat(value("BytesSentCount")).isPositive();
      assertThat(value("PollWaitCount")).isEqualTo(1);
      assertThat(value("BatchHoldCount")).isZero();

      client.ack(batch);
      client.ack(client.poll(10));

      assertThat(value("EventDrainAttemptCount")).isEqualTo(5);
      assertThat(value("EventDrainSuccessCount")).isEqualTo(5);
      assertThat(value("BatchCompleteCount")).isEqualTo(1);
      assertThat(value("BatchUnderflowCount")).isEqualTo(1);
      assertThat(value("AckedBatchCount")).isEqualTo(2);
      assertThat(value("BatchHoldCount")).isEqualTo(2);
      assertThat(value("OpenBatchCount")).isZero();
      assertThat(value("OpenEventCount")).isZero();
      assertThat(value("EventWriteFail")).isZero();
    }
  }

  @Test
  void eachOtherEndOfABatchHasACounterOfItsOwn() throws Exception {
    try (TestSink sink = TestSink.onMemory(Map.of(), Map.of("timeout", "1"))) {
      sink.put(events(4));
      EventBatch late;
      try (TestClient client = new TestClient(sink.port())) {
        client.nack(client.poll(2));
        late = client.poll(2);
        await().until(() -> value("TimedOutBatchCount") == 1);
        client.ack(late);
        client.poll(2);
      }
      await().until(() -> value("AbortedBatchCount") == 1);

      assertThat(value("NackedBatchCount")).isEqualTo(1);
      assertThat(value("TimedOutBatchCount")).isEqualTo(1);
      assertThat(value("LateAckCount")).isEqualTo(1);
      assertThat(value("EventWriteFail")).isEqualTo(3);
      assertThat(value("EventDrainAttemptCount")).isEqualTo(6);
      assertThat(value("EventDrainSuccessCount")).isZero();
      assertThat(value("AckedBatchCount")).isZero();
      assertThat(value("OpenBatchCount")).isZero();
      assertThat(value("BatchHoldMillisLe60000Count")).isEqualTo(3);
      assertThat(value("BatchHoldMillisLe500Count")).isLessThanOrEqualTo(2);
      assertThat(value("BatchHoldMillisSum")).isGreaterThanOrEqualTo(1000);
    }
  }

  @Test
  void aPollIsSeenWhileItWaits() throws Exception {
    try (TestSink sink = TestSink.onMemory(Map.of(), Map.of());
        TestClient client = new TestClient(sink.port())) {
      // Avro's client makes the first call of a connection wait for its answer.
      client.poll(0);
      CallFuture<EventBatch> waits = new CallFuture<>();
      client.protocol().getEventBatch(10, waits);
      await().until(() -> value("WaitingPollCount") == 1);

      sink.put(events(1));

      client.ack(waits.get(30, TimeUnit.SECONDS));
      assertThat(value("WaitingPollCount")).isZero();
    }
  }

  @Test
  void pollsThatAreRefusedOrFindNothingAreCounted() throws Exception {
    try (TestSink sink = TestSink.onMemory(Map.of(), Map.of("pollTimeout", "300"));
        TestClient client = new TestClient(sink.port())) {
      client.poll(0);
      assertThat(client.poll(10).getEvents()).isEmpty();

      await().until(() -> value("BatchEmptyCount") == 1);
      assertThat(value("RefusedPollCount")).isEqualTo(1);
      assertThat(value("PollWaitCount")).isEqualTo(1);
      assertThat(value("PollWaitMillisLe100Count")).isZero();
      assertThat(value("PollWaitMillisLe60000Count")).isEqualTo(1);
      assertThat(value("PollWaitMillisSum")).isGreaterThanOrEqualTo(300);
      assertThat(value("EventDrainAttemptCount")).isZero();
    }
  }

  @Test
  void connectionsAreCountedAsTheyComeGoAndFail() throws Exception {
    try (TestSink sink = TestSink.onMemory(Map.of(), Map.of("max-connections", "1"))) {
      try (TestClient client = new TestClient(sink.port())) {
        client.poll(0);
        try (Socket second = new Socket(InetAddress.getLoopbackAddress(), sink.port())) {
          assertThat(second.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(value("ConnectionCreatedCount")).isEqualTo(1);
        assertThat(value("ConnectionFailedCount")).isEqualTo(1);
        assertThat(value("ConnectionClosedCount")).isZero();
        assertThat(value("OpenConnectionCount")).isEqualTo(1);
      }
      await().until(() -> value("ConnectionClosedCount") == 1);
      assertThat(value("OpenConnectionCount")).isZero();

      try (Socket rude = new Socket(InetAddress.getLoopbackAddress(), sink.port())) {
        rude.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(UTF_8));
        assertThat(rude.getInputStream().read()).isEqualTo(-1);
      }
      await().until(() -> value("ConnectionClosedCount") == 2);
      assertThat(value("ConnectionCreatedCount")).isEqualTo(2);
      assertThat(value("ConnectionFailedCount")).isEqualTo(2);
    }
  }

  @Test
  void aChannelThatFailsIsCounted() throws Exception {
    try (TestSink sink = TestSink.on(new FailingChannel(), Map.of());
        TestClient client = new TestClient(sink.port())) {
      client.poll(1);

      assertThat(value("ChannelReadFail")).isPositive();
    }
  }

  @Test
  void aStoppedSinkKeepsItsCountsAndANewStartBeginsAtZero() throws Exception {
    TestSink sink = TestSink.onMemory(Map.of(), Map.of());
    try (sink;
        TestClient client = new TestClient(sink.port())) {
      assertThat(value("Port")).isEqualTo(sink.port());
      sink.put(events(1));
      client.ack(client.poll(1));
    }

    Map<String, Object> stopped = attributes();

    assertThat(stopped).containsEntry("Port", 0).containsEntry("AckedBatchCount", 1L);
    assertThat(stopped).containsEntry("OpenConnectionCount", 0L);
    assertThat((long) stopped.get("StopTime")).isPositive();
    assertThat(sink.sink().getAttribute("Extensions").toString()).contains("sequence: default");

    try (TestSink again = TestSink.onMemory(Map.of(), Map.of())) {
      assertThat(value("Port")).isEqualTo(again.port());
      assertThat(value("AckedBatchCount")).isZero();
      assertThat(value("PollWaitCount")).isZero();
      assertThat(value("StopTime")).isZero();
    }
  }

  @Test
  void noAttributeIsEverNull() throws Exception {
    try (TestSink sink = TestSink.onMemory(Map.of(), Map.of())) {
      assertThat(sink.port()).isPositive();
      // Flume's reporter calls toString on each, and leaves the whole bean out at a null.
      assertThat(attributes()).hasSizeGreaterThan(40).doesNotContainValue(null);
    }
    assertThat(attributes()).hasSizeGreaterThan(40).doesNotContainValue(null);
  }

  private static long value(String attribute) throws JMException {
    return ((Number) server().getAttribute(name(), attribute)).longValue();
  }

  private static Map<String, Object> attributes() throws JMException {
    String[] names =
        Arrays.stream(server().getMBeanInfo(name()).getAttributes())
            .map(MBeanAttributeInfo::getName)
            .toArray(String[]::new);
    Map<String, Object> values = new TreeMap<>();
    for (Attribute attribute : server().getAttributes(name(), names).asList()) {
      values.put(attribute.getName(), attribute.getValue());
    }
    assertThat(values).hasSameSizeAs(names);
    return values;
  }

  private static MBeanServer server() {
    return ManagementFactory.getPlatformMBeanServer();
  }

  private static ObjectName name() throws JMException {
    return new ObjectName("org.apache.flume.sink:type=spark");
  }

  private static List<Event> events(int count) {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      events.add(EventBuilder.withBody("event " + i, UTF_8));
    }
    return events;
  }

  /** A channel from which nothing can be taken. */
  private static final class FailingChannel extends AbstractChannel {

    FailingChannel() {
      setName("failing");
    }

    @Override
    public void put(Event event) {
      throw new ChannelException("no disk");
    }

    @Override
    public Event take() {
      throw new ChannelException("no disk");
    }

    @Override
    public Transaction getTransaction() {
      return new Transaction() {
        @Override
        public void begin() {}

        @Override
        public void commit() {}

        @Override
        public void rollback() {}

        @Override
        public void close() {}
      };
    }
  }
}
