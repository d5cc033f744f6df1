package org.apache.spark.streaming.flume.sink.internal.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.stream.LongStream;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.spark.streaming.flume.sink.internal.wire.AvroWire.ProtocolException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AvroWireTest {

  private final ByteBuf buffer = Unpooled.buffer();

  /** What Avro's own encoder writes. */
  static ByteBuf avro(RawClient.Written written) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    try {
      written.to(encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return Unpooled.wrappedBuffer(bytes.toByteArray());
  }

  private BinaryDecoder avroDecoder() {
    return DecoderFactory.get().binaryDecoder(ByteBufUtil.getBytes(buffer), null);
  }

  static LongStream longs() {
    LongStream edges =
        LongStream.range(0, 64).flatMap(i -> LongStream.of((1L << i) - 1, 1L << i, -(1L << i)));
    return LongStream.concat(
        LongStream.concat(edges, LongStream.of(Long.MIN_VALUE, Long.MAX_VALUE, -1, 0)),
        new Random(1).longs(500));
  }

  @Test
  void longsAreWrittenAsAvroWritesThem() throws IOException {
    for (long value : longs().toArray()) {
      buffer.clear();
      AvroWire.writeLong(buffer, value);
      assertThat(avroDecoder().readLong()).isEqualTo(value);
      assertThat(buffer).as("%d", value).isEqualTo(avro(out -> out.writeLong(value)));
    }
  }

  @Test
  void longsAreReadAsAvroWroteThem() throws ProtocolException {
    for (long value : longs().toArray()) {
      ByteBuf in = avro(out -> out.writeLong(value));
      assertThat(AvroWire.readLong(in)).isEqualTo(value);
      assertThat(in.isReadable()).isFalse();
    }
  }

  @Test
  void intsAreReadAsAvroWroteThem() throws ProtocolException {
    int[] edges = {0, 1, -1, 63, 64, -64, -65, Integer.MAX_VALUE, Integer.MIN_VALUE};
    for (int value : edges) {
      assertThat(AvroWire.readInt(avro(out -> out.writeInt(value)))).isEqualTo(value);
    }
  }

  @Test
  void aLongIsNoInt() {
    assertThatThrownBy(() -> AvroWire.readInt(avro(out -> out.writeLong(1L << 31))))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("2147483648");
  }

  static String[] texts() {
    StringBuilder everyPlane = new StringBuilder();
    for (int plane = 0; plane <= 16; plane++) {
      everyPlane.appendCodePoint(plane * 0x10000 + 0x41).appendCodePoint(plane * 0x10000 + 0xFFFD);
    }
    return new String[] {
      "",
      "a",
      "\u0000",
      "\u007f\u0080\u07ff\u0800\uffff",
      "ключ",
      "日本語",
      everyPlane.toString(),
      "x".repeat(100_000),
      "𝄞".repeat(3000)
    };
  }

  @ParameterizedTest
  @MethodSource("texts")
  void textsGoBothWays(String text) throws Exception {
    AvroWire.writeString(buffer, text);
    assertThat(buffer).isEqualTo(avro(out -> out.writeString(text)));
    assertThat(avroDecoder().readString()).isEqualTo(text);
    assertThat(AvroWire.readString(buffer)).isEqualTo(text);
    assertThat(buffer.isReadable()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\ud800", "a\udc00b", "\ud800\ud800", "\udbff", "\ude00\ud83d"})
  void anUnpairedSurrogateBecomesAQuestionMarkAndTheLengthIsRight(String text) throws Exception {
    AvroWire.writeString(buffer, text);
    assertThat(avroDecoder().readString())
        .isEqualTo(new String(text.getBytes(UTF_8), UTF_8))
        .contains("?");
    AvroWire.readString(buffer);
    assertThat(buffer.isReadable()).isFalse();
  }

  @Test
  void textThatIsNoUtf8IsReadWithoutAnException() throws ProtocolException {
    ByteBuf in = avro(out -> out.writeBytes(new byte[] {(byte) 0xff, (byte) 0xc0, 'a'}));
    assertThat(AvroWire.readString(in)).endsWith("a");
  }

  @Test
  void everyTruncationOfATextIsRefused() {
    ByteBuf whole = avro(out -> out.writeString("x".repeat(200)));
    for (int length = 0; length < whole.readableBytes(); length++) {
      ByteBuf cut = whole.slice(0, length);
      assertThatThrownBy(() -> AvroWire.readString(cut)).isInstanceOf(ProtocolException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE, 5, Integer.MAX_VALUE, 1L << 32, Long.MAX_VALUE})
  void aLengthThatLiesIsRefusedAndNothingIsReservedForIt(long length) {
    ByteBuf in =
        avro(
            out -> {
              out.writeLong(length);
              out.writeFixed(new byte[4]);
            });
    assertThatThrownBy(() -> AvroWire.readBytes(in))
        .isInstanceOf(ProtocolException.class)
        .hasMessage("a length of " + length + " where 4 bytes are left");
  }

  @Test
  void aNumberOfMoreThanTenBytesIsRefused() {
    byte[] endless = new byte[11];
    java.util.Arrays.fill(endless, (byte) 0x80);
    assertThatThrownBy(() -> AvroWire.readLong(Unpooled.wrappedBuffer(endless)))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("more than 10 bytes");
  }

  @Test
  void metadataIsSkippedInBlocksOfBothKinds() throws ProtocolException {
    ByteBuf in =
        avro(
            out -> {
              out.writeLong(2);
              entry(out);
              entry(out);
              out.writeLong(-1);
              out.writeLong(6);
              entry(out);
              out.writeLong(0);
              out.writeInt(42);
            });
    AvroWire.skipMetadata(in);
    assertThat(AvroWire.readInt(in)).isEqualTo(42);
  }

  private static void entry(BinaryEncoder out) throws IOException {
    out.writeString("k");
    out.writeBytes(ByteBuffer.wrap(new byte[] {1, 2, 3}));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 3, -3, 1000, Long.MAX_VALUE, Long.MIN_VALUE, -1})
  void metadataThatLiesOfItsNumberIsRefused(long count) {
    ByteBuf in =
        avro(
            out -> {
              out.writeLong(count);
              out.writeLong(1);
            });
    assertThatThrownBy(() -> AvroWire.skipMetadata(in)).isInstanceOf(ProtocolException.class);
  }
}
