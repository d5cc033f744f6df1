package org.apache.spark.streaming.flume.sink.internal.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.apache.spark.streaming.flume.sink.internal.LogCapture;
import org.apache.spark.streaming.flume.sink.internal.wire.RawClient;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who reads from a sink, and who is told. */
class ReadersTest {

  private final LogCapture log = new LogCapture();
  private final ServerFixture fixture = new ServerFixture().start();

  @AfterEach
  void close() {
    fixture.close();
    log.close();
  }

  private static String others(RawClient client) throws IOException {
    return client
        .call(1, RawClient.call("getSinkState", out -> {}))
        .metadata()
        .getOrDefault("other-readers", "");
  }

  private List<String> told() {
    return log.linesWith("readers share this sink");
  }

  @Test
  void twoReadersAreToldOfEachOtherAndTheLogOfBoth() throws Exception {
    try (RawClient one = RawClient.greeted(fixture.port(), "query one")) {
      assertThat(others(one)).isEmpty();
      try (RawClient two = RawClient.greeted(fixture.port(), "query two")) {
        assertThat(others(one)).isEqualTo("query two at 127.0.0.1");
        assertThat(others(two)).isEqualTo("query one at 127.0.0.1");
        assertThat(told())
            .singleElement()
            .asString()
            .contains("2 readers", "query one at 127.0.0.1; query two at 127.0.0.1");
      }
      Awaitility.await("the second to be forgotten")
          .atMost(Duration.ofSeconds(30))
          .until(() -> others(one).isEmpty());
    }
  }

  @Test
  void allConnectionsOfAReaderAreOne() throws Exception {
    try (RawClient driver = RawClient.greeted(fixture.port(), "query");
        RawClient again = RawClient.greeted(fixture.port(), "query");
        RawClient task = RawClient.greeted(fixture.port(), "")) {
      fixture.put("event");
      task.pollAndAck(1);
      assertThat(others(driver)).isEmpty();
      assertThat(others(again)).isEmpty();
      assertThat(others(task)).isEmpty();
      assertThat(told()).isEmpty();
    }
  }

  @Test
  void clientsWithoutANameAreOneReaderFromTheirFirstPollOn() throws Exception {
    try (RawClient query = RawClient.greeted(fixture.port(), "query");
        RawClient receiver = RawClient.greeted(fixture.port());
        RawClient another = RawClient.greeted(fixture.port())) {
      assertThat(others(query)).as("who has not polled may only look").isEmpty();
      for (RawClient client : List.of(receiver, another)) {
        fixture.put("event");
        client.pollAndAck(1);
      }
      assertThat(others(query)).isEqualTo("a client that does not give its name at 127.0.0.1");
      assertThat(others(receiver)).as("it would not understand").isEmpty();
      assertThat(told()).hasSize(1);
    }
  }

  @Test
  void aNameBreaksNoLineAndIsCut() throws Exception {
    try (RawClient one = RawClient.greeted(fixture.port(), "a\nb");
        RawClient two = RawClient.greeted(fixture.port(), "x".repeat(5000))) {
      assertThat(others(one)).isEqualTo("x".repeat(300) + " at 127.0.0.1");
      assertThat(others(two)).isEqualTo("a?b at 127.0.0.1");
    }
  }
}
