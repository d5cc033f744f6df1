package org.apache.spark.streaming.flume.sink.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.TooLongFrameException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameDecoderTest {

  private static final int LIMIT = 1000;

  private final Buffers buffers = new Buffers();
  private FrameDecoder decoder;
  private EmbeddedChannel channel;

  @BeforeEach
  void open() {
    decoder = new FrameDecoder(LIMIT);
    channel = new EmbeddedChannel(decoder);
  }

  @AfterEach
  void nothingLeaks() {
    channel.finishAndReleaseAll();
    buffers.assertNoneLeft();
  }

  /** A copy in a pooled buffer, as a socket gives it. */
  private ByteBuf pooled(ByteBuf bytes) {
    return channel.alloc().directBuffer(Math.max(1, bytes.readableBytes())).writeBytes(bytes);
  }

  private void assertFrame(int serial, byte[] payload) {
    Frame frame = channel.readInbound();
    assertThat(frame).as("a frame").isNotNull();
    assertThat(frame.serial()).isEqualTo(serial);
    assertThat(ByteBufUtil.getBytes(frame.content())).isEqualTo(payload);
    frame.release();
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) i;
    }
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100, LIMIT})
  void aFrameOfOnePartIsRead(int length) {
    channel.writeInbound(pooled(RawClient.frame(7, bytes(length))));
    assertFrame(7, bytes(length));
    assertThat(decoder.isMidFrame()).isFalse();
  }

  @Test
  void partsAreJoined() {
    channel.writeInbound(pooled(RawClient.frame(-1, bytes(3), new byte[0], bytes(5), new byte[0])));
    byte[] joined = {0, 1, 2, 0, 1, 2, 3, 4};
    assertFrame(-1, joined);
  }

  @Test
  void partsOfNoBytesMakeAnEmptyFrame() {
    channel.writeInbound(pooled(RawClient.frame(1, new byte[1024][0])));
    assertFrame(1, new byte[0]);
  }

  @Test
  void framesComeByteByByte() {
    ByteBuf all =
        Unpooled.wrappedBuffer(
            RawClient.frame(1, bytes(3), bytes(4)), RawClient.frame(2, new byte[0]));
    int lastOfFirst = 8 + 4 + 3 + 4 + 4 - 1;
    for (int i = 0; all.isReadable(); i++) {
      channel.writeInbound(pooled(all.readSlice(1)));
      if (i == lastOfFirst) {
        assertFrame(1, new byte[] {0, 1, 2, 0, 1, 2, 3});
      } else if (all.isReadable()) {
        assertThat(channel.inboundMessages()).isEmpty();
        assertThat(decoder.isMidFrame()).isTrue();
        assertThat(decoder.heldBytes()).isBetween(0, 30);
      }
    }
    assertFrame(2, new byte[0]);
    assertThat(decoder.isMidFrame()).isFalse();
    assertThat(decoder.heldBytes()).isZero();
  }

  @Test
  void severalFramesComeAtOnce() {
    channel.writeInbound(
        pooled(
            Unpooled.wrappedBuffer(
                RawClient.frame(1, bytes(10)),
                RawClient.frame(2, bytes(20), bytes(1)),
                RawClient.frame(3, bytes(30)),
                RawClient.header(4, 2))));
    assertFrame(1, bytes(10));
    assertThat(channel.<Frame>readInbound().release()).isTrue();
    assertFrame(3, bytes(30));
    assertThat(decoder.isMidFrame()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE, 1025, Integer.MAX_VALUE})
  void aCountThatIsNotAllowedFailsAtTheHeader(int count) {
    assertThatThrownBy(() -> channel.writeInbound(pooled(RawClient.header(1, count))))
        .isInstanceOf(CorruptedFrameException.class)
        .hasMessage("a frame of " + count + " parts; allowed: 1 to 1024");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, Integer.MIN_VALUE})
  void aNegativeLengthFails(int length) {
    ByteBuf frame = RawClient.header(1, 2).writeInt(length);
    assertThatThrownBy(() -> channel.writeInbound(pooled(frame)))
        .isInstanceOf(CorruptedFrameException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {LIMIT + 1, Integer.MAX_VALUE})
  void aPartAboveTheLimitFailsAtItsLength(int length) {
    ByteBuf frame = RawClient.header(1, 1).writeInt(length);
    assertThatThrownBy(() -> channel.writeInbound(pooled(frame)))
        .isInstanceOf(TooLongFrameException.class)
        .hasMessage("a frame of " + length + " bytes or more; allowed: " + LIMIT);
  }

  @Test
  void thePartsTogetherAreHeldToTheLimitToo() {
    ByteBuf frame = RawClient.frame(1, bytes(LIMIT - 10), bytes(11));
    assertThatThrownBy(() -> channel.writeInbound(pooled(frame)))
        .isInstanceOf(TooLongFrameException.class);
  }

  @Test
  void aLengthThatWouldOverflowTheSumFails() {
    ByteBuf frame = RawClient.frame(1, bytes(LIMIT));
    frame.setInt(4, 2);
    frame.writeInt(Integer.MAX_VALUE);
    assertThatThrownBy(() -> channel.writeInbound(pooled(frame)))
        .isInstanceOf(DecoderException.class);
  }

  @Test
  void nothingIsDecodedAfterAFailure() {
    ByteBuf bad = Unpooled.wrappedBuffer(RawClient.header(1, 0), RawClient.frame(2, bytes(5)));
    assertThatThrownBy(() -> channel.writeInbound(pooled(bad)))
        .isInstanceOf(CorruptedFrameException.class);

    channel.writeInbound(pooled(RawClient.frame(3, bytes(5))), pooled(RawClient.header(4, -1)));
    channel.finish();

    assertThat(channel.inboundMessages()).isEmpty();
    channel.checkException();
  }

  @Test
  void aStoppedDecoderDropsWhatItHolds() {
    channel.writeInbound(pooled(RawClient.frame(1, bytes(8)).readSlice(13)));
    decoder.stop();
    channel.writeInbound(pooled(RawClient.frame(1, bytes(8))));
    assertThat(channel.finish()).isFalse();
  }

  @Test
  void aConnectionThatEndsWithinAFrameLeavesNothing() {
    channel.writeInbound(pooled(RawClient.header(1, 3).writeInt(2).writeShort(1).writeInt(9)));
    assertThat(decoder.isMidFrame()).isTrue();
    assertThat(channel.finish()).isFalse();
  }
}
