package io.github.flumespark.sql.watch;

import java.time.Duration;

/**
 * Notices that more comes than is read: each minute for ten minutes, the least that was seen of a
 * backlog is more than in the minute before. Not thread-safe.
 */
final class BacklogTrend {

  private static final long MINUTE_NANOS = Duration.ofMinutes(1).toNanos();
  private static final int MINUTES = 10;

  private long minuteStarted;
  private long seenAt;
  private boolean begun;
  private long least = Long.MAX_VALUE;
  private long leastBefore = Long.MAX_VALUE;
  private long leastAtFirst;
  private int growing;

  /** What there was ten minutes ago, and at least since. */
  record Growth(long from, long to) {}

  /**
   * Hears of a backlog.
   *
   * @param now as {@code nanoTime} counts
   * @return the growth, if it has gone on for ten minutes since the last time this was said; null
   *     otherwise
   */
  Growth seen(long events, long now) {
    if (!begun || now - seenAt > 2 * MINUTE_NANOS) {
      begun = true;
      minuteStarted = now;
      least = Long.MAX_VALUE;
      leastBefore = Long.MAX_VALUE;
      growing = 0;
    }
    seenAt = now;
    Growth growth = null;
    if (now - minuteStarted >= MINUTE_NANOS) {
      growth = endMinute();
      minuteStarted = now;
    }
    least = Math.min(least, events);
    return growth;
  }

  private Growth endMinute() {
    if (least > leastBefore) {
      if (growing == 0) {
        leastAtFirst = leastBefore;
      }
      growing++;
    } else {
      growing = 0;
    }
    leastBefore = least;
    least = Long.MAX_VALUE;
    if (growing < MINUTES) {
      return null;
    }
    growing = 0;
    return new Growth(leastAtFirst, leastBefore);
  }
}
