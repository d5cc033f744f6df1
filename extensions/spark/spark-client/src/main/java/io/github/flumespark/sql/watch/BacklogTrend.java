package io.github.flumespark.sql.watch;

import java.time.Duration;

/**
 * Notices that more comes than is read: each minute for ten minutes, the least that was seen of a
 * backlog is more than in the minute before; or for a minute, the channel is full whenever it is
 * looked at. Not thread-safe.
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
  private int minutesUntilFullAgain;

  /** What there is to say. */
  sealed interface Trend {}

  /** What there was ten minutes ago, and at least since. */
  record Growth(long from, long to) implements Trend {}

  /** The channel has no room. */
  record Full() implements Trend {}

  /**
   * Hears of a backlog.
   *
   * @param capacity how many events there is room for; negative if that is not known
   * @param now as {@code nanoTime} counts
   * @return what has gone on for long enough, and was not said in the last ten minutes; null
   *     otherwise
   */
  Trend seen(long events, long capacity, long now) {
    if (!begun || now - seenAt > 2 * MINUTE_NANOS) {
      begun = true;
      minuteStarted = now;
      least = Long.MAX_VALUE;
      leastBefore = Long.MAX_VALUE;
      growing = 0;
    }
    seenAt = now;
    Trend trend = null;
    if (now - minuteStarted >= MINUTE_NANOS) {
      trend = endMinute(capacity);
      minuteStarted = now;
    }
    least = Math.min(least, events);
    return trend;
  }

  private Trend endMinute(long capacity) {
    minutesUntilFullAgain--;
    // Nearly: a source that puts several events at once is kept waiting before the last place.
    boolean full = capacity > 0 && least >= capacity - capacity / 20;
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
    if (full && minutesUntilFullAgain <= 0) {
      minutesUntilFullAgain = MINUTES;
      return new Full();
    }
    if (growing < MINUTES) {
      return null;
    }
    growing = 0;
    return new Growth(leastAtFirst, leastBefore);
  }
}
