package io.github.flumespark.itest.benchmarks.jmh;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.spark.streaming.flume.sink.internal.guard.ExtensionCalls;
import org.apache.spark.streaming.flume.sink.internal.transform.OnError;
import org.apache.spark.streaming.flume.sink.internal.transform.StageRules;
import org.apache.spark.streaming.flume.sink.internal.transform.TransformerChain;
import org.apache.spark.streaming.flume.sink.internal.transform.TransformerStage;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Time per event of a chain whose transformers pass the event on: what the chain itself costs. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TransformerChainBenchmark {

  /** How many transformers the chain has. */
  @Param({"0", "1", "4"})
  public int transformers;

  private final Map<String, String> headers = new HashMap<>();
  private final byte[] body = new byte[100];
  private final List<SinkEvent> outputs = new ArrayList<>();
  private TransformerChain chain;

  /** Makes the chain and an event. */
  @Setup
  public void prepare() {
    headers.put("host", "host-1");
    headers.put("timestamp", "1700000000000");
    List<TransformerStage> stages = new ArrayList<>();
    for (int i = 0; i < transformers; i++) {
      stages.add(
          new TransformerStage(
              "spark",
              StageRules.of("stage" + i, OnError.FAIL),
              (event, out) -> out.emit(event),
              null,
              new ExtensionCalls("jmh", System::nanoTime),
              System::nanoTime));
    }
    chain = new TransformerChain(stages);
  }

  /** Does with an event what the sink does between taking and encoding it. */
  @Benchmark
  public Object transform() {
    if (chain.isEmpty()) {
      return headers;
    }
    outputs.clear();
    chain.onThisThread().transform(SinkEvent.sharing(headers, ByteBuffer.wrap(body)), outputs);
    return outputs;
  }
}
