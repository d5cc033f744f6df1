package io.github.flumespark.itest.benchmarks.run;

import java.time.Duration;

/** The CPU time of processes. */
public final class CpuTime {

  private CpuTime() {}

  /** What a process has used so far, in nanoseconds; 0 if nobody knows. */
  public static long nanosOf(ProcessHandle process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
  }
}
