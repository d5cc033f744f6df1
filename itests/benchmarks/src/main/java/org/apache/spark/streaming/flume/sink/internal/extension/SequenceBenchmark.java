package org.apache.spark.streaming.flume.sink.internal.extension;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** Time to make a sequence number. Paid once a batch. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SequenceBenchmark {

  private final RandomEpochSequence sequence = new RandomEpochSequence();
  private final String prefix = "5f0c42d19a3be79ec81f6b02e5d7430a-";
  private final AtomicLong counter = new AtomicLong();

  /** The default: an epoch, a counter and a secret. */
  @Benchmark
  public Object number() {
    return sequence.next();
  }

  /** The same by two threads, who share the source of random bits. */
  @Benchmark
  @Threads(2)
  public Object numberByTwoThreads() {
    return sequence.next();
  }

  /** Without the secret, for comparison. */
  @Benchmark
  public Object withoutSecret() {
    return prefix + counter.incrementAndGet();
  }
}
