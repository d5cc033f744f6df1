package org.apache.spark.streaming.flume.sink.internal.guard;

import java.time.Duration;

/** Waits that an interrupt does not end; the flag is set again afterwards. */
public final class Uninterruptibles {

  private Uninterruptibles() {}

  /**
   * Waits for a thread to end.
   *
   * @param thread the thread
   * @param limit how long; negative counts as zero
   * @return whether the thread has ended
   */
  public static boolean join(Thread thread, Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    boolean interrupted = false;
    try {
      while (thread.isAlive()) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        try {
          thread.join(left / 1_000_000, (int) (left % 1_000_000));
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      return true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
