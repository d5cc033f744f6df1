package org.apache.spark.streaming.flume;

import java.util.concurrent.ThreadLocalRandom;

/** How long to wait before the next try: twice as long each time. For one thread. */
final class Backoff {

  private static final long FIRST_MILLIS = 100;

  /** A sink that comes back is polled again after this at the latest, and one more connect. */
  private static final long LONGEST_MILLIS = 5_000;

  private long next = FIRST_MILLIS;

  /** What follows is a first try again. */
  void reset() {
    next = FIRST_MILLIS;
  }

  /** The next wait: somewhat random, so that connections do not come back all at once. */
  long nextMillis() {
    long wait = next;
    next = Math.min(LONGEST_MILLIS, 2 * next);
    return wait / 2 + ThreadLocalRandom.current().nextLong(wait / 2 + 1);
  }
}
