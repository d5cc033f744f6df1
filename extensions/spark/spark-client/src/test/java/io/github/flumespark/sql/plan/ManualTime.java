package io.github.flumespark.sql.plan;

import java.time.Duration;

/** Passes when it is told to, and when somebody sleeps. For one thread. */
final class ManualTime implements Time {

  private long now = 1_000_000_000_000L;
  private Duration slept = Duration.ZERO;

  @Override
  public long nanoTime() {
    return now;
  }

  @Override
  public void sleep(Duration time) {
    slept = slept.plus(time);
    pass(time);
  }

  void pass(Duration time) {
    now += time.toNanos();
  }

  /** For how long since the last call. */
  Duration slept() {
    Duration since = slept;
    slept = Duration.ZERO;
    return since;
  }
}
