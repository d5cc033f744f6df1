package io.github.flumespark.itest.chaos;

import java.time.Duration;

/**
 * How much of it.
 *
 * @param seed of everything that happens by chance, as far as the threads' timing allows
 * @param events to put
 * @param kills with SIGKILL
 * @param diskFailures times that the agent can't write
 * @param heapsFull times that the agent's heap is full for seconds
 * @param threadsEnded times that an Error is thrown at one of the sink's threads
 * @param clients that poll at once
 * @param timeout the sink's, in whole seconds
 */
public record ChaosSettings(
    long seed,
    int events,
    int kills,
    int diskFailures,
    int heapsFull,
    int threadsEnded,
    int clients,
    Duration timeout) {

  /** As much as fits into half a minute. */
  public static ChaosSettings small(long seed) {
    return new ChaosSettings(seed, 6_000, 2, 1, 1, 2, 6, Duration.ofSeconds(2));
  }

  /** What {@code mvn -Drun=chaos} does, unless its properties say otherwise. */
  public static ChaosSettings fromSystemProperties() {
    return new ChaosSettings(
        number("chaos.seed", System.nanoTime() & 0xffffff),
        (int) number("chaos.events", 120_000),
        (int) number("chaos.kills", 8),
        (int) number("chaos.diskFailures", 4),
        (int) number("chaos.heapsFull", 4),
        (int) number("chaos.threadsEnded", 6),
        (int) number("chaos.clients", 8),
        Duration.ofSeconds(2));
  }

  /**
   * Events of one put, and half of the largest poll: each costs the channel a write to the disk.
   */
  int batch() {
    return Math.min(500, 50 + events / 100);
  }

  private static long number(String property, long otherwise) {
    String value = System.getProperty(property, "");
    return value.isBlank() ? otherwise : Long.parseLong(value.trim());
  }
}
