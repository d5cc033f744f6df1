package org.apache.spark.streaming.flume.sink.internal.batch;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.spark.streaming.flume.sink.internal.extension.DefaultAdmissionPolicy;
import org.apache.spark.streaming.flume.sink.internal.extension.RandomEpochSequence;
import org.apache.spark.streaming.flume.sink.internal.guard.DeadlineTimer;
import org.apache.spark.streaming.flume.sink.internal.guard.ExtensionCalls;
import org.apache.spark.streaming.flume.sink.internal.transform.TransformerChain;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Time to judge a poll. Paid once a batch. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class AdmissionBenchmark {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private static final BatchSettings SETTINGS =
      new BatchSettings(
          "jmh", 10, SECOND, SECOND, SECOND, SECOND, Integer.MAX_VALUE, Long.MAX_VALUE);

  private final DefaultAdmissionPolicy policy = new DefaultAdmissionPolicy();
  private final ExtensionSet extensions =
      new ExtensionSet(
          new TransformerChain(List.of()),
          policy,
          new RandomEpochSequence(),
          new ExtensionCalls("jmh", System::nanoTime),
          () -> {});
  private final AdmissionDesk desk =
      new AdmissionDesk(
          SETTINGS,
          new OutcomeReports(
              "jmh",
              new BatchObserver() {},
              new BatchLog("jmh", new DeadlineTimer("jmh", System::nanoTime), System::nanoTime)));
  private final Poll poll = new Poll(1000, 1000, null, 0, null);

  /** The default policy alone. */
  @Benchmark
  public Object policy() {
    return policy.admit(poll);
  }

  /** The policy, the checks of its answer, and a sequence number. */
  @Benchmark
  public Object desk() {
    return desk.decide(poll, extensions);
  }
}
