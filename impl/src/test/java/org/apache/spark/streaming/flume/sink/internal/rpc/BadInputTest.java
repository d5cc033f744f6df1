package org.apache.spark.streaming.flume.sink.internal.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.flume.event.EventBuilder;
import org.apache.spark.streaming.flume.sink.EventBatch;
import org.apache.spark.streaming.flume.sink.TestSink;
import org.apache.spark.streaming.flume.sink.internal.LogCapture;
import org.apache.spark.streaming.flume.sink.internal.wire.Buffers;
import org.apache.spark.streaming.flume.sink.internal.wire.RawClient;
import org.apache.spark.streaming.flume.sink.internal.wire.RawClient.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a sink does with input that no honest client sends. */
@Timeout(60)
class BadInputTest {

  private final Buffers buffers = new Buffers();
  private final LogCapture log = new LogCapture();
  private final TestSink sink = TestSink.onMemory(Map.of(), Map.of("pollTimeout", "100"));

  @AfterEach
  void anotherClientIsServedAndNothingLeaks() throws Exception {
    try {
      try (RawClient client = RawClient.greeted(sink.port())) {
        sink.put(List.of(EventBuilder.withBody("for another", StandardCharsets.UTF_8)));
        client.pollAndAck(1);
        assertThat(client.call(1, RawClient.poll(1)).batch().getEvents()).isEmpty();
      }
    } finally {
      sink.close();
      log.close();
    }
    buffers.assertNoneLeft();
    assertThat(log.linesWith("LEAK")).isEmpty();
    assertThat(log.linesWith("ERROR")).isEmpty();
  }

  private void assertOneLine(String text) {
    assertThat(log.linesWith("rpc.ConnectionLog")).as("lines on connections").hasSize(1);
    assertThat(log.linesWith("closing the connection")).singleElement().asString().contains(text);
  }

  private static final class Bytes {
    private final String name;
    private final byte[] bytes;

    Bytes(String name, byte[] bytes) {
      this.name = name;
      this.bytes = bytes;
    }

    Bytes(String name, ByteBuf bytes) {
      this(name, ByteBufUtil.getBytes(bytes));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** What is no request at any moment of a connection. */
  static List<Bytes> noRequests() {
    byte[] garbage = new byte[5000];
    new Random(7).nextBytes(garbage);
    // Its first bytes read as a frame of very many parts.
    garbage[4] = 0x7f;
    return List.of(
        new Bytes("a negative count", RawClient.header(1, -1)),
        new Bytes("a count of zero", RawClient.header(1, 0)),
        new Bytes("a huge count", RawClient.header(1, Integer.MAX_VALUE)),
        new Bytes("a negative length", RawClient.header(1, 1).writeInt(-1)),
        new Bytes("a huge length", RawClient.header(1, 1).writeInt(Integer.MAX_VALUE)),
        new Bytes("a frame without bytes", RawClient.frame(1, new byte[0])),
        new Bytes("garbage", garbage),
        new Bytes(
            "a TLS hello",
            HexFormat.of().parseHex("16030102000100" + "01fc0303" + "ab".repeat(64))),
        new Bytes(
            "an HTTP request",
            "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII)),
        new Bytes("an SSH hello", "SSH-2.0-OpenSSH_9.6\r\n".getBytes(StandardCharsets.US_ASCII)));
  }

  /** What is no request at a connection's start either. */
  static List<Bytes> noHandshakes() {
    byte[] greeting = RawClient.greeting();
    return List.of(
        new Bytes("a handshake of a few bytes", RawClient.frame(1, new byte[10])),
        new Bytes("a handshake cut short", RawClient.frame(1, Arrays.copyOf(greeting, 20))),
        new Bytes("a handshake without a call", RawClient.frame(1, greeting)),
        new Bytes(
            "a call without its parameter", RawClient.frame(1, greeting, withoutParameter("ack"))),
        new Bytes(
            "a poll for nothing", RawClient.frame(1, greeting, withoutParameter("getEventBatch"))),
        new Bytes("a protocol that is no JSON", told("nonsense")),
        new Bytes("a protocol nested deeply", told("[".repeat(5000))),
        new Bytes("a protocol without messages", told("{}")));
  }

  private static byte[] withoutParameter(String message) {
    return RawClient.call(message, out -> {});
  }

  private static ByteBuf told(String protocol) {
    byte[] server = new byte[16];
    return RawClient.frame(1, RawClient.greeting(new byte[16], protocol, server), RawClient.ping());
  }

  @ParameterizedTest
  @MethodSource({"noRequests", "noHandshakes"})
  void itEndsItsConnectionWithOneLine(Bytes input) throws Exception {
    try (RawClient client = new RawClient(sink.port())) {
      client.send(input.bytes);
      client.assertClosed();
    }
    assertThat(log.warnings()).hasSize(1);
    assertThat(log.linesWith("closing the connection from 127.0.0.1:")).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("noRequests")
  void itEndsAConnectionThatHasAWaitingPollToo(Bytes input) throws Exception {
    try (RawClient client = RawClient.greeted(sink.port())) {
      client.send(RawClient.frame(1, RawClient.poll(10)));
      client.send(input.bytes);
      client.assertClosed();
    }
    assertThat(log.warnings()).hasSize(1);
  }

  @Test
  void aFrameThatEndsWithItsConnectionIsForgotten() throws Exception {
    byte[] whole =
        ByteBufUtil.getBytes(RawClient.frame(1, RawClient.greeting(), RawClient.poll(1)));
    for (int length : new int[] {0, 1, 7, 8, 11, 12, 30, whole.length - 1}) {
      try (RawClient client = new RawClient(sink.port())) {
        client.send(Arrays.copyOf(whole, length));
        client.endOutput();
        client.assertClosed();
      }
    }
    assertThat(log.linesWith("rpc.ConnectionLog")).isEmpty();
  }

  @Test
  void nothingIsServedThatCameWithABrokenRequest() throws Exception {
    sink.put(List.of(EventBuilder.withBody("e", StandardCharsets.UTF_8)));
    try (RawClient client = RawClient.greeted(sink.port())) {
      client.send(
          Unpooled.wrappedBuffer(
              RawClient.frame(1, new byte[] {1}),
              RawClient.frame(2, RawClient.poll(1)),
              RawClient.header(3, -5)));
      client.assertClosed();
    }
    assertThat(log.warnings()).hasSize(1);
    try (RawClient next = RawClient.greeted(sink.port())) {
      next.pollAndAck(1);
    }
  }

  @Test
  void aClientWithOtherTypesIsToldWhyBeforeItsConnectionCloses() throws Exception {
    try (RawClient client = new RawClient(sink.port())) {
      String protocol =
          "{\"messages\":{\"getEventBatch\":{\"request\":[{\"name\":\"n\",\"type\":\"long\"}]}}}";
      client.send(told(protocol));
      assertThat(new String(client.read().payload(), StandardCharsets.UTF_8))
          .contains("getEventBatch differs; expected: one parameter of type int");
      client.assertClosed();
    }
    assertOneLine("getEventBatch differs");
  }

  @Test
  void anUnknownMessageIsAnErrorAndTheConnectionStays() throws Exception {
    try (RawClient client = RawClient.greeted(sink.port())) {
      assertThat(client.call(1, withoutParameter("getEverything")).error())
          .isEqualTo("No such remote message: getEverything");
      assertThat(client.call(2, withoutParameter("x".repeat(50_000))).error()).hasSizeLessThan(100);
      assertThat(client.call(3, RawClient.poll(1)).batch().getEvents()).isEmpty();
    }
    assertThat(log.warnings()).isEmpty();
  }

  @Test
  void aPingIsAnsweredWithTheHandshakeOrNothing() throws Exception {
    try (RawClient client = new RawClient(sink.port())) {
      client.send(RawClient.frame(5, RawClient.greeting(), RawClient.ping()));
      Answer answer = client.read();
      assertThat(answer.serial()).isEqualTo(5);
      assertThat(answer.handshake().getMatch()).hasToString("BOTH");
      assertThat(client.call(6, RawClient.ping()).payload()).isEmpty();
    }
  }

  @Test
  void aPollForNothingOrLessIsAnErrorBatch() throws Exception {
    try (RawClient client = RawClient.greeted(sink.port())) {
      for (int n : new int[] {0, -1, Integer.MIN_VALUE}) {
        EventBatch batch = client.call(n, RawClient.poll(n)).batch();
        assertThat(batch.getErrorMsg()).asString().contains("n = " + n);
      }
    }
  }

  @Test
  void acksOfWhatNobodySentAreAnsweredAndLoggedOnce() throws Exception {
    try (RawClient client = RawClient.greeted(sink.port())) {
      for (int i = 0; i < 100; i++) {
        assertThat(client.call(i, RawClient.ack("made up\n" + i)).error()).isNull();
        assertThat(client.call(i, RawClient.nack("x".repeat(60_000))).error()).isNull();
      }
    }
    assertThat(log.warnings()).hasSizeBetween(1, 5);
    assertThat(log.warnings().get(0)).contains("made?up?0");
  }

  @Test
  void aReplyOvertakesOneThatHasToWait() throws Exception {
    sink.put(List.of(EventBuilder.withBody("e", StandardCharsets.UTF_8)));
    try (RawClient client = RawClient.greeted(sink.port())) {
      EventBatch batch = client.call(1, RawClient.poll(1)).batch();
      client.send(
          Unpooled.wrappedBuffer(
              RawClient.frame(-2, RawClient.poll(1)),
              RawClient.frame(3, RawClient.ack(batch.getSequenceNumber()))));
      assertThat(client.read().serial()).as("the ack's reply").isEqualTo(3);
      Answer second = client.read();
      assertThat(second.serial()).as("the poll's reply").isEqualTo(-2);
      assertThat(second.batch().getEvents()).isEmpty();
    }
  }
}
