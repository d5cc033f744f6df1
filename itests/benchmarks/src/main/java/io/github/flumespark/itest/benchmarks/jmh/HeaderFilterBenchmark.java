package io.github.flumespark.itest.benchmarks.jmh;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flume.Context;
import org.apache.spark.streaming.flume.sink.internal.config.SinkSettings;
import org.apache.spark.streaming.flume.sink.internal.extension.ExtensionStarter;
import org.apache.spark.streaming.flume.sink.internal.extension.LoadedExtensions;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Time per event of a chain of {@code header-filter} alone, which alters every event. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class HeaderFilterBenchmark {

  /**
   * What an operator does to the two headers that each event has: one stays, one goes, one comes.
   */
  public static final Map<String, String> KEYS =
      Map.of(
          "transformers", "clean",
          "transformers.clean.type", "header-filter",
          "transformers.clean.keep", "host app.*",
          "transformers.clean.rename.host", "source",
          "transformers.clean.add.datacentre", "ber1");

  private final Map<String, String> headers = new HashMap<>();
  private final byte[] body = new byte[100];
  private final List<SinkEvent> outputs = new ArrayList<>();
  private LoadedExtensions extensions;

  /** Loads the transformer as the sink does, and makes an event. */
  @Setup
  public void prepare() {
    headers.put("host", "host-1");
    headers.put("timestamp", "1700000000000");
    Context context = new Context(KEYS);
    context.put("port", "0");
    extensions =
        new ExtensionStarter().load(SinkSettings.parse("bench", context), System::nanoTime);
  }

  /** Gives back what was loaded. */
  @TearDown
  public void close() {
    extensions.close();
  }

  /** Does with an event what the sink does between taking and encoding it. */
  @Benchmark
  public Object transform() {
    outputs.clear();
    extensions
        .chain()
        .onThisThread()
        .transform(SinkEvent.sharing(headers, ByteBuffer.wrap(body)), outputs);
    return outputs;
  }
}
