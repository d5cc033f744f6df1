package org.apache.spark.streaming.flume.sink.internal.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.security.MessageDigest;
import java.util.Arrays;
import org.apache.avro.Protocol;
import org.apache.avro.ipc.HandshakeMatch;
import org.apache.avro.ipc.HandshakeResponse;
import org.apache.spark.streaming.flume.sink.SparkFlumeProtocol;
import org.apache.spark.streaming.flume.sink.internal.wire.AvroWire.ProtocolException;
import org.apache.spark.streaming.flume.sink.internal.wire.RawClient.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeTest {

  private static final byte[] OURS = SparkFlumeProtocol.PROTOCOL.getMD5();
  private static final byte[] UNKNOWN = new byte[16];

  private final Handshake handshake = new Handshake();

  private static byte[] md5(String text) throws Exception {
    return MessageDigest.getInstance("MD5").digest(text.getBytes(UTF_8));
  }

  private Handshake.Result shake(byte[] hash, String protocol, byte[] server)
      throws ProtocolException {
    return handshake.read(Unpooled.wrappedBuffer(RawClient.greeting(hash, protocol, server)));
  }

  private static HandshakeResponse response(Handshake.Result result) {
    return new Answer(0, ByteBufUtil.getBytes(result.response().duplicate())).handshake();
  }

  private static void assertTellsServer(HandshakeResponse response) {
    assertThat(response.getServerHash().bytes()).isEqualTo(OURS);
    assertThat(Protocol.parse(response.getServerProtocol().toString()))
        .isEqualTo(SparkFlumeProtocol.PROTOCOL);
  }

  @Test
  void aClientThatHasTheSinksProtocolAndKnowsItIsToldBoth() throws Exception {
    Handshake.Result result = shake(OURS, null, OURS);
    assertThat(result.established()).isTrue();
    assertThat(response(result).getMatch()).isEqualTo(HandshakeMatch.BOTH);
    assertThat(response(result).getServerProtocol()).isNull();
    assertThat(response(result).getServerHash()).isNull();
    assertThat(response(result).getMeta()).isNull();
  }

  @Test
  void aClientThatDoesNotKnowTheSinkIsToldItsProtocol() throws Exception {
    Handshake.Result result = shake(OURS, null, UNKNOWN);
    assertThat(result.established()).isTrue();
    assertThat(response(result).getMatch()).isEqualTo(HandshakeMatch.CLIENT);
    assertTellsServer(response(result));
  }

  @Test
  void aClientWithAnUnknownHashIsAskedForItsProtocol() throws Exception {
    Handshake.Result result = shake(UNKNOWN, null, OURS);
    assertThat(result.established()).isFalse();
    assertThat(result.problem()).isNull();
    assertThat(response(result).getMatch()).isEqualTo(HandshakeMatch.NONE);
    assertTellsServer(response(result));
  }

  @Test
  void sparksOwnClientTellsItsProtocolOnceAndIsKnownFromThenOn() throws Exception {
    byte[] hash = md5(RawClient.sparksProtocol());
    assertThat(hash).isNotEqualTo(OURS);
    assertThat(shake(hash, null, hash).established()).isFalse();

    Handshake.Result told = shake(hash, RawClient.sparksProtocol(), OURS);

    assertThat(told.established()).isTrue();
    assertThat(response(told).getMatch()).isEqualTo(HandshakeMatch.BOTH);
    assertThat(shake(hash, null, OURS).established()).isTrue();
    assertThat(response(shake(hash, null, UNKNOWN)).getMatch()).isEqualTo(HandshakeMatch.CLIENT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"String", "Utf8", "CharSequence"})
  void theClientsJavaTypeOfStringsDoesNotMatter(String javaType) throws Exception {
    String type = "{\"type\":\"string\",\"avro.java.string\":\"" + javaType + "\"}";
    String protocol =
        RawClient.sparksProtocol()
            .replace(
                "{\"name\":\"sequenceNumber\",\"type\":\"string\"}",
                "{\"name\":\"sequenceNumber\",\"type\":" + type + "}");
    assertThat(protocol).contains(javaType);
    assertThat(shake(md5(protocol), protocol, OURS).established()).isTrue();
  }

  @Test
  void aProtocolUnderAWrongHashIsServedButNotRemembered() throws Exception {
    assertThat(shake(UNKNOWN, RawClient.sparksProtocol(), OURS).established()).isTrue();
    assertThat(shake(UNKNOWN, null, OURS).established()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"messages\":{\"ack\":{\"request\":[{\"name\":\"n\",\"type\":\"int\"}]}}}",
        "{\"messages\":{\"ack\":{\"request\":[]}}}",
        "{\"messages\":{\"ack\":7}}",
        "{\"messages\":{\"ack\":{\"request\":[{\"type\":[\"null\",\"string\"]}]}}}",
        "{\"messages\":{\"ack\":{\"request\":[{\"type\":\"string\"},{\"type\":\"string\"}]}}}",
        "{\"messages\":{\"getEventBatch\":{\"request\":[{\"name\":\"n\",\"type\":\"long\"}]}}}",
        "{\"messages\":{\"nack\":{\"request\":\"string\"}}}"
      })
  void aProtocolWithOtherRequestsIsAProblemAndNotRemembered(String protocol) throws Exception {
    Handshake.Result result = shake(md5(protocol), protocol, OURS);
    assertThat(result.established()).isFalse();
    assertThat(result.problem()).contains("differs; expected: one parameter of type");
    assertThat(shake(md5(protocol), null, OURS).established()).isFalse();
  }

  @Test
  void aClientMayKnowFewerMessages() throws Exception {
    String protocol = "{\"messages\":{}}";
    assertThat(shake(md5(protocol), protocol, OURS).established()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "nonsense",
        "7",
        "[]",
        "{}",
        "{\"messages\":7}",
        "{\"messages\":{}",
        "{\"messages\":{\"ack\"",
        "{\"messages\":{\"ack\":[",
        "[1,2",
        "{\"messages\":\"\\ud8",
        "{\"a\":1e99999999999999999999999,",
        "\u0000"
      })
  void brokenProtocolsEndTheConnection(String protocol) {
    assertThatThrownBy(() -> shake(UNKNOWN, protocol, OURS)).isInstanceOf(ProtocolException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":", "{\"messages\":{\"ack\":["})
  void deepNestingEndsTheConnectionAndNotTheThread(String step) {
    String deep = step.repeat(60_000 / step.length());
    assertThatThrownBy(() -> shake(UNKNOWN, deep, OURS))
        .isInstanceOf(ProtocolException.class)
        .hasMessage("the client's protocol is nested deeper than 32");
  }

  @Test
  void everyTruncationOfAHandshakeIsRefused() {
    byte[] whole = RawClient.greeting(OURS, "{\"messages\":{}}", UNKNOWN);
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> handshake.read(Unpooled.wrappedBuffer(cut)))
          .as("%d bytes", length)
          .isInstanceOf(ProtocolException.class);
    }
  }

  @Test
  void tenThousandProtocolsLeaveAFewHundredHashes() throws Exception {
    byte[] first = null;
    byte[] last = null;
    for (int i = 0; i < 10_000; i++) {
      String protocol = "{\"messages\":{},\"doc\":\"" + i + "\"}";
      last = md5(protocol);
      first = first == null ? last : first;
      assertThat(shake(last, protocol, OURS).established()).isTrue();
    }
    assertThat(handshake.remembered()).isEqualTo(256);
    assertThat(shake(last, null, OURS).established()).isTrue();
    assertThat(shake(first, null, OURS).established()).isFalse();
    assertThat(
            shake(md5(RawClient.sparksProtocol()), RawClient.sparksProtocol(), OURS).established())
        .isTrue();
    assertThat(shake(OURS, SparkFlumeProtocol.PROTOCOL.toString(), OURS).established()).isTrue();
  }

  @Test
  void theSharedResponseCannotBeSpoiledByItsReaders() throws Exception {
    Handshake.Result result = shake(OURS, null, UNKNOWN);
    result.response().duplicate().skipBytes(5);
    result.response().release();
    assertThat(response(shake(OURS, null, UNKNOWN)).getMatch()).isEqualTo(HandshakeMatch.CLIENT);
    assertThat(result.response().isReadOnly()).isTrue();
  }
}
