package org.apache.spark.streaming.flume.sink.internal.rpc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.spark.streaming.flume.sink.EventBatch;
import org.apache.spark.streaming.flume.sink.internal.batch.BatchWriter;
import org.apache.spark.streaming.flume.sink.internal.wire.Buffers;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncodedBatchTest {

  private final ServerFixture fixture = new ServerFixture().make();
  private EmbeddedChannel channel;
  private Reply reply;
  private EncodedBatch batch;
  private final List<String> heard = new ArrayList<>();
  private final BatchWriter.SendListener listener =
      new BatchWriter.SendListener() {
        @Override
        public void written() {
          heard.add("written");
        }

        @Override
        public void failed(Throwable cause) {
          heard.add(cause instanceof ClosedChannelException ? "closed" : cause.toString());
        }
      };

  @BeforeEach
  void open() {
    channel = fixture.connect();
    reply = new Reply(channel.pipeline().get(Connection.class), 7, Unpooled.EMPTY_BUFFER);
    batch = new EncodedBatch(reply);
  }

  @AfterEach
  void nothingLeaks() {
    channel.finishAndReleaseAll();
    fixture.close();
  }

  private ByteBuf written() {
    ByteBuf all = Unpooled.buffer();
    for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
      all.writeBytes(next);
      next.release();
    }
    return all;
  }

  /** What Avro reads from all that was written. */
  private EventBatch sent() throws Exception {
    ByteBuf all = written();
    assertThat(all.readInt()).as("serial").isEqualTo(7);
    assertThat(all.readInt()).as("parts").isEqualTo(1);
    assertThat(all.readInt()).as("length").isEqualTo(all.readableBytes());
    assertThat(all.readShort()).as("no metadata, no error").isZero();
    var in = DecoderFactory.get().binaryDecoder(ByteBufUtil.getBytes(all), null);
    EventBatch read =
        new SpecificDatumReader<EventBatch>(EventBatch.getClassSchema()).read(null, in);
    assertThat(in.isEnd()).as("nothing follows the batch").isTrue();
    return read;
  }

  private static Map<String, String> headers(EventBatch batch, int event) {
    Map<String, String> headers = new HashMap<>();
    batch
        .getEvents()
        .get(event)
        .getHeaders()
        .forEach((name, value) -> headers.put(name.toString(), value.toString()));
    return headers;
  }

  private static byte[] body(EventBatch batch, int event) {
    ByteBuffer body = batch.getEvents().get(event).getBody();
    byte[] bytes = new byte[body.remaining()];
    body.get(bytes);
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 63, 64, 5000})
  void avroReadsTheEventsThatWereAdded(int count) throws Exception {
    Random random = new Random(count);
    List<byte[]> bodies = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] body = new byte[random.nextInt(300)];
      random.nextBytes(body);
      bodies.add(body);
      batch.add(Map.of("n", String.valueOf(i)), body);
    }
    assertThat(batch.events()).isEqualTo(count);

    batch.send("number", batch.events(), listener);

    EventBatch read = sent();
    assertThat(heard).containsExactly("written");
    assertThat(read.getErrorMsg()).hasToString("");
    assertThat(read.getSequenceNumber()).hasToString("number");
    assertThat(read.getEvents()).hasSize(count);
    for (int i = 0; i < count; i++) {
      assertThat(body(read, i)).isEqualTo(bodies.get(i));
      assertThat(headers(read, i)).isEqualTo(Map.of("n", String.valueOf(i)));
    }
  }

  @Test
  void whatFlumeLetsBeNullBecomesEmpty() throws Exception {
    Map<String, String> nulls = new HashMap<>();
    nulls.put("name", null);
    batch.add(nulls, null);
    batch.add((Map<String, String>) null, new byte[0]);
    batch.add(Map.of(), "x".getBytes(UTF_8));
    batch.send("n", batch.events(), listener);

    EventBatch read = sent();
    assertThat(headers(read, 0)).isEqualTo(Map.of("name", ""));
    assertThat(body(read, 0)).isEmpty();
    assertThat(headers(read, 1)).isEmpty();
    assertThat(body(read, 1)).isEmpty();
    assertThat(headers(read, 2)).isEmpty();
    assertThat(body(read, 2)).isEqualTo("x".getBytes(UTF_8));
  }

  @Test
  void headersKeepEveryAlphabetAndUnpairedSurrogatesDoNoHarm() throws Exception {
    Map<String, String> headers = Map.of("ключ", "värde", "𝄞", "日本", "", "", "bad", "\ud800");
    batch.add(headers, new byte[] {1});
    batch.add(Map.of("after", "it"), new byte[] {2});
    batch.send("n", batch.events(), listener);

    EventBatch read = sent();
    Map<String, String> expected = new HashMap<>(headers);
    expected.put("bad", "?");
    assertThat(headers(read, 0)).isEqualTo(expected);
    assertThat(headers(read, 1)).isEqualTo(Map.of("after", "it"));
  }

  /** "Aa" and "BB" have one hash code, so the cache of names keeps one of them at a time. */
  @Test
  void namesThatShareAPlaceInTheCacheAreNotMixedUp() throws Exception {
    for (int i = 0; i < 4; i++) {
      batch.add(Map.of(i % 2 == 0 ? "Aa" : "BB", "value"), new byte[0]);
    }
    batch.send("n", batch.events(), listener);

    EventBatch read = sent();
    for (int i = 0; i < 4; i++) {
      assertThat(headers(read, i)).isEqualTo(Map.of(i % 2 == 0 ? "Aa" : "BB", "value"));
    }
  }

  /** Names and values of one to four bytes a letter, alone and beside each other. */
  @Test
  void headersOfEveryPlaneArrive() throws Exception {
    Map<String, String> all = new HashMap<>();
    for (int plane = 0; plane <= 16; plane++) {
      String first = Character.toString((plane << 16) + 1);
      String last = Character.toString((plane << 16) + 0xffff);
      Map<String, String> headers = Map.of(first, last, last + first, first.repeat(600) + last);
      batch.add(headers, new byte[0]);
      all.putAll(headers);
    }
    batch.add(all, new byte[0]);
    batch.send("n", batch.events(), listener);

    EventBatch read = sent();
    Map<String, String> received = new HashMap<>();
    for (int plane = 0; plane <= 16; plane++) {
      assertThat(headers(read, plane)).hasSize(2);
      received.putAll(headers(read, plane));
    }
    assertThat(received).isEqualTo(all);
    assertThat(headers(read, 17)).isEqualTo(all);
  }

  /** Short texts end up at every offset of whatever is gathered before it is copied. */
  @Test
  void textsOfEveryLengthAreEncodedAtEveryOffset() throws Exception {
    Map<String, String> headers = new HashMap<>();
    for (int length = 0; length < 70; length++) {
      headers.put("x".repeat(length), "y".repeat(69 - length));
    }
    headers.put("z".repeat(1024), "z".repeat(1025));
    headers.put("ü".repeat(700), "a".repeat(1023) + "ü");
    for (int padding = 0; padding < 200; padding++) {
      batch = new EncodedBatch(reply);
      for (int i = 0; i < 8; i++) {
        batch.add(Map.of(), new byte[1000]);
      }
      batch.add(Map.of(), new byte[padding]);
      for (int i = 0; i < 10; i++) {
        batch.add(Map.of("", "a", "b", "cd"), new byte[0]);
      }
      batch.add(headers, new byte[padding]);
      batch.send("n", batch.events(), listener);

      EventBatch read = sent();
      for (int i = 9; i < 19; i++) {
        assertThat(headers(read, i)).as("%d", padding).isEqualTo(Map.of("", "a", "b", "cd"));
      }
      assertThat(headers(read, 19)).isEqualTo(headers);
      assertThat(body(read, 19)).hasSize(padding);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1023, 1024, 1025, 8191, 8192, 8193, 1_000_000})
  void bodiesOfAllSizesStayWhole(int size) throws Exception {
    byte[] body = new byte[size];
    new Random(size).nextBytes(body);
    for (int i = 0; i < 20; i++) {
      batch.add(Map.of("n", "v"), body);
      batch.add(SinkEvent.sharing(Map.of("n", "v"), ByteBuffer.wrap(body)));
    }
    batch.send("n", batch.events(), listener);
    EventBatch read = sent();
    assertThat(read.getEvents()).hasSize(40);
    for (int i = 0; i < 40; i++) {
      assertThat(body(read, i)).isEqualTo(body);
    }
  }

  @Test
  void aTransformersEventIsEncodedLikeTheChannels() throws Exception {
    SinkEvent event = SinkEvent.sharing(Map.of("a", "b"), ByteBuffer.wrap("body".getBytes(UTF_8)));
    batch.add(event);
    batch.add(event);
    batch.send("n", batch.events(), listener);

    EventBatch read = sent();
    for (int i = 0; i < 2; i++) {
      assertThat(headers(read, i)).isEqualTo(Map.of("a", "b"));
      assertThat(body(read, i)).isEqualTo("body".getBytes(UTF_8));
    }
  }

  @Test
  void aBatchOnAClosedConnectionIsReleasedAndItsListenerHears() {
    batch.add(Map.of(), new byte[100]);
    channel.close().syncUninterruptibly();
    batch.send("n", batch.events(), listener);
    assertThat(heard).containsExactly("closed");
    assertThat(channel.outboundMessages()).isEmpty();
  }

  @Test
  void aBatchWhoseHeadCannotBeMadeIsReleasedAndItsConnectionCloses() {
    batch.add(Map.of(), new byte[100]);
    batch.send(null, batch.events(), listener);
    assertThat(heard).hasSize(1);
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void aDiscardedBatchIsReleased() {
    batch.discard();
    batch = new EncodedBatch(reply);
    batch.add(Map.of(), new byte[100]);
    batch.discard();
  }

  @Test
  void openingABatchReservesNothing() {
    long before = Buffers.active();
    new PollCall(reply).openBatch();
    assertThat(Buffers.active()).isEqualTo(before);
  }

  @Test
  void aBatchThatStandsForMoreThanItHasSaysSoToAClientThatTakesMoreThanSparks() throws Exception {
    batch.add(Map.of(), new byte[1]);
    batch.send("to Spark's own", 50, listener);
    assertThat(sent().getSequenceNumber()).hasToString("to Spark's own");

    channel.pipeline().get(Connection.class).greeted(true);
    for (int taken : new int[] {1, 50}) {
      batch = new EncodedBatch(reply);
      batch.add(Map.of(), new byte[1]);
      batch.send("n", taken, listener);
      assertThat(metadata()).isEqualTo(taken == 1 ? Map.of() : Map.of("source-events", "50"));
    }
  }

  private Map<String, String> metadata() throws Exception {
    byte[] content = ByteBufUtil.getBytes(written().skipBytes(12));
    var in = DecoderFactory.get().binaryDecoder(content, null);
    Map<String, String> metadata = new HashMap<>();
    for (long count = in.readMapStart(); count != 0; count = in.mapNext()) {
      for (long i = 0; i < count; i++) {
        metadata.put(in.readString(), UTF_8.decode(in.readBytes(null)).toString());
      }
    }
    return metadata;
  }

  @Test
  void anErrorBatchHasNoNumberAndIsNeverTakenForASuccess() throws Exception {
    new PollCall(reply).error(" ");
    EventBatch read = sent();
    assertThat(read.getErrorMsg()).hasToString("unknown error");
    assertThat(read.getSequenceNumber()).hasToString("");
    assertThat(read.getEvents()).isEmpty();

    new PollCall(reply).error("x".repeat(100_000));
    assertThat(sent().getErrorMsg()).hasSize(1024);
  }

  @Test
  void anEmptyBatchIsASuccess() throws Exception {
    new PollCall(reply).empty();
    EventBatch read = sent();
    assertThat(read.getErrorMsg()).hasToString("");
    assertThat(read.getEvents()).isEmpty();
  }

  @Test
  void theNextBatchExpectsToBeAsLargeAsTheLastWithinReason() {
    ServerLoad load = new ServerLoad(ServerFixture.HEAP);
    load.sentBatchOf(1 << 20);
    assertThat(load.expectedBatchBytes()).isBetween(1 << 20, 2 << 20);
    load.sentBatchOf(Integer.MAX_VALUE);
    assertThat(load.expectedBatchBytes()).isEqualTo(16 << 20);
    load.sentBatchOf(1);
    assertThat(load.expectedBatchBytes()).isEqualTo(4096);
  }

  @Test
  void aBatchOfWhichOnlyTheBeginningCouldBeWrittenEndsItsConnection() {
    channel.pipeline().addFirst(new SecondWriteFails());
    batch.add(Map.of(), new byte[5000]);

    batch.send("number", 1, listener);
    channel.runPendingTasks();

    assertThat(heard).containsExactly("java.lang.OutOfMemoryError: injected");
    assertThat(channel.isOpen()).as("what followed would be taken for its rest").isFalse();
  }

  private static final class SecondWriteFails extends ChannelOutboundHandlerAdapter {

    private int writes;

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
      if (++writes == 2) {
        ReferenceCountUtil.release(message);
        throw new OutOfMemoryError("injected");
      }
      var unused = context.write(message, promise);
    }
  }
}
