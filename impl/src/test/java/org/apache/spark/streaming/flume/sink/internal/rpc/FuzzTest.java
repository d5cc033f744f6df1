package org.apache.spark.streaming.flume.sink.internal.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.spark.streaming.flume.sink.SparkFlumeProtocol;
import org.apache.spark.streaming.flume.sink.internal.LogCapture;
import org.apache.spark.streaming.flume.sink.internal.wire.Buffers;
import org.apache.spark.streaming.flume.sink.internal.wire.RawClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Requests with random damage, from a fixed seed. Whatever comes, a connection serves it or closes;
 * anything else would be logged as an error.
 */
@Timeout(120)
class FuzzTest {

  private static final int IN_MEMORY = 20_000;
  private static final int OVER_SOCKETS = 300;

  private final Random random = new Random(20_240_917);

  private static List<byte[]> seeds() {
    byte[] hash = SparkFlumeProtocol.PROTOCOL.getMD5();
    byte[] told = RawClient.greeting(new byte[16], RawClient.sparksProtocol(), hash);
    byte[] greeting = RawClient.greeting();
    return List.of(
        bytes(RawClient.frame(1, greeting, RawClient.poll(100))),
        bytes(RawClient.frame(2, told, RawClient.ack("5f0c-17"))),
        bytes(RawClient.frame(3, greeting, RawClient.ping())),
        bytes(
            Unpooled.wrappedBuffer(
                RawClient.frame(4, greeting, RawClient.ping()),
                RawClient.frame(5, RawClient.poll(1)),
                RawClient.frame(6, new byte[0], RawClient.nack("5f0c-17"), new byte[0]),
                RawClient.frame(7, RawClient.call("no such message", out -> {})))));
  }

  private static byte[] bytes(ByteBuf buffer) {
    return ByteBufUtil.getBytes(buffer);
  }

  /** One to eight small changes, most of them near the start, where the structure is. */
  private byte[] mutated(byte[] seed) {
    byte[] bytes = seed.clone();
    for (int change = random.nextInt(8); change >= 0; change--) {
      int at = random.nextInt(random.nextBoolean() ? Math.min(64, bytes.length) : bytes.length);
      switch (random.nextInt(7)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt();
        case 2 -> bytes[at] = (byte) new int[] {0, 1, 0x7f, 0x80, 0xff}[random.nextInt(5)];
        case 3 -> bytes = Arrays.copyOf(bytes, at + 1);
        case 4 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 10), (byte) 0xff);
        case 5 ->
            bytes = join(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, at / 2, bytes.length));
        default -> bytes = join(bytes, Arrays.copyOfRange(bytes, at, bytes.length));
      }
    }
    return bytes;
  }

  private static byte[] join(byte[] one, byte[] other) {
    byte[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }

  @Test
  void damagedRequestsAreServedOrEndTheirConnectionAndLeakNothing() {
    List<byte[]> seeds = seeds();
    int closed = 0;
    int survived = 0;
    try (LogCapture log = new LogCapture();
        ServerFixture fixture = new ServerFixture().make()) {
      long before = Buffers.active();
      for (int i = 0; i < IN_MEMORY; i++) {
        byte[] input = mutated(seeds.get(i % seeds.size()));
        EmbeddedChannel channel = fixture.connect();
        int cut = random.nextInt(input.length);
        write(channel, input, 0, cut);
        write(channel, input, cut, input.length);
        channel.checkException();
        if (channel.isOpen()) {
          survived++;
        } else {
          closed++;
        }
        channel.finishAndReleaseAll();
        channel.checkException();
        assertThat(Buffers.active()).as("buffers after input %d", i).isEqualTo(before);
      }
      assertThat(fixture.engine().waitingPolls()).isZero();
      EmbeddedChannel after = fixture.connect();
      assertThat(after.pipeline().get(Connection.class).load().isCrowded()).isFalse();
      after.finishAndReleaseAll();
      assertThat(log.linesWith("ERROR")).isEmpty();
    }
    assertThat(closed).as("the damage was felt").isGreaterThan(IN_MEMORY / 10);
    assertThat(survived).as("not everything was refused").isGreaterThan(IN_MEMORY / 10);
  }

  private static void write(EmbeddedChannel channel, byte[] input, int from, int to) {
    if (to > from && channel.isOpen()) {
      ByteBuf part = channel.alloc().directBuffer(to - from);
      channel.writeInbound(part.writeBytes(input, from, to - from));
    }
  }

  @Test
  void damagedRequestsOverSocketsDisturbNoOtherClient() throws Exception {
    List<byte[]> seeds = seeds();
    try (LogCapture log = new LogCapture()) {
      try (ServerFixture fixture = new ServerFixture().start();
          RawClient other = RawClient.greeted(fixture.port())) {
        for (int i = 0; i < OVER_SOCKETS; i++) {
          try (RawClient client = new RawClient(fixture.port())) {
            client.send(mutated(seeds.get(i % seeds.size())));
            if (random.nextBoolean()) {
              client.endOutput();
              client.assertClosed();
            }
          }
          if (i % 10 == 0) {
            assertThat(other.call(i, RawClient.ack("unknown")).error()).isNull();
          }
        }
        fixture.assertServes();
      }
      assertThat(log.linesWith("ERROR")).isEmpty();
    }
  }
}
