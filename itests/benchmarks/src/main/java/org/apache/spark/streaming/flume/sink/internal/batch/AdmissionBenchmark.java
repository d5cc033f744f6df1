package org.apache.spark.streaming.flume.sink.internal.batch;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.spark.streaming.flume.sink.internal.admission.DefaultAdmissionPolicy;
import org.apache.spark.streaming.flume.sink.internal.sequence.RandomEpochSequence;
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

  private final DefaultAdmissionPolicy policy = new DefaultAdmissionPolicy();
  private final AdmissionDesk desk =
      new AdmissionDesk(
          policy,
          new RandomEpochSequence(),
          new BatchObserver() {},
          new BatchSettings(
              "jmh", 10, SECOND, SECOND, SECOND, SECOND, Integer.MAX_VALUE, Long.MAX_VALUE),
          new BatchLog("jmh", System::nanoTime));
  private final Poll poll = new Poll(1000, 1000, "127.0.0.1:1", 1, 0, null);

  /** The default policy alone. */
  @Benchmark
  public Object policy() {
    return policy.admit(poll);
  }

  /** The policy, the checks of its answer, and a sequence number. */
  @Benchmark
  public Object desk() {
    return desk.judge(poll);
  }
}
