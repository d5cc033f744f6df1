package org.apache.spark.streaming.flume.sink.internal.rpc;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.apache.spark.streaming.flume.sink.internal.wire.FrameDecoder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Time per event to encode a batch of a thousand events with two headers. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class EncoderBenchmark {

  private static final int EVENTS = 1000;

  /** The body's size in bytes. */
  @Param({"100", "1024", "10240"})
  public int body;

  private final List<Map<String, String>> headers = new ArrayList<>();
  private final List<byte[]> bodies = new ArrayList<>();
  private Reply reply;

  /** Makes the events, and a connection that leads nowhere. */
  @Setup
  public void prepare() {
    SplittableRandom random = new SplittableRandom(42);
    for (int i = 0; i < EVENTS; i++) {
      Map<String, String> map = new HashMap<>();
      map.put("host", "host-" + i % 16);
      map.put("timestamp", String.valueOf(1_700_000_000_000L + i));
      headers.add(map);
      byte[] bytes = new byte[body];
      random.nextBytes(bytes);
      bodies.add(bytes);
    }
    ServerLoad load = new ServerLoad(Runtime.getRuntime().maxMemory());
    Connection connection =
        new Connection(
            1,
            new FrameDecoder(65536),
            ConnectionLimits.of(
                new RpcSettings(
                    "jmh",
                    "127.0.0.1",
                    0,
                    65536,
                    1,
                    Duration.ZERO,
                    Duration.ofMinutes(1),
                    Access.OPEN)),
            load,
            new ConnectionLog("jmh", new ConnectionObserver() {}, System::nanoTime));
    new EmbeddedChannel(connection);
    reply = new Reply(connection, 1, Unpooled.EMPTY_BUFFER);
    // What a sent batch does, so that the buffer has the right size from the start.
    load.sentBatchOf(EVENTS * (body + 64L));
  }

  /** Encodes a batch into a pooled buffer, and gives the buffer back. */
  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public long encode() {
    EncodedBatch batch = new EncodedBatch(reply);
    for (int i = 0; i < EVENTS; i++) {
      batch.add(headers.get(i), bodies.get(i));
    }
    long bytes = batch.bytes();
    batch.discard();
    return bytes;
  }
}
