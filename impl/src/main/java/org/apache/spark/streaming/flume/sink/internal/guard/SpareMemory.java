package org.apache.spark.streaming.flume.sink.internal.guard;

/**
 * Looks for memory before something is begun that must not run out of it half way: the JDK and
 * Flume lose a connection or an event there that nobody else knows of.
 */
public final class SpareMemory {

  /** Written to, or the allocation would be optimized away. */
  @SuppressWarnings("UnusedVariable")
  private static volatile byte[] found;

  private SpareMemory() {}

  /**
   * Returns if there is so much, which others may take at any time.
   *
   * @throws OutOfMemoryError if there isn't
   */
  public static void require(int bytes) {
    found = new byte[bytes];
    found = null;
  }
}
