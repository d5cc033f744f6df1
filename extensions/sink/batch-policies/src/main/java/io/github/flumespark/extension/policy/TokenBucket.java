package io.github.flumespark.extension.policy;

/**
 * Tokens that come at a rate, up to a burst. They may be taken into debt. Whole numbers throughout:
 * no token is lost or made however often, or seldom, it is asked. Not thread-safe.
 */
final class TokenBucket {

  /** The highest rate with which the arithmetic below stays within 64 bits. */
  static final long MAX_RATE = 8L << 30;

  /** The largest burst, for the same reason. */
  static final long MAX_BURST = 1L << 50;

  private static final long MOST_DEBT = Long.MAX_VALUE / 4;
  private static final long SECOND = 1_000_000_000;

  private final long rate;
  private final long burst;
  private long tokens;
  private long refilledAt;

  /** What came since the last whole token, in billionths of a token. */
  private long fraction;

  /**
   * Makes a bucket that is full.
   *
   * @param rate tokens in a second, 1 to {@link #MAX_RATE}
   * @param burst the most that it holds, 1 to {@link #MAX_BURST}
   * @param now nanoseconds; only differences count
   */
  TokenBucket(long rate, long burst, long now) {
    this.rate = rate;
    this.burst = burst;
    this.tokens = burst;
    this.refilledAt = now;
  }

  /** The tokens there are; less than zero if there is a debt. */
  long tokens(long now) {
    long elapsed = now - refilledAt;
    if (elapsed <= 0) {
      return tokens;
    }
    refilledAt = now;
    if (elapsed >= nanosToGet(missing(burst))) {
      tokens = burst;
      fraction = 0;
      return tokens;
    }
    // Less than a full bucket, so the product of whole seconds and rate fits.
    long billionths = elapsed % SECOND * rate + fraction;
    tokens += elapsed / SECOND * rate + billionths / SECOND;
    fraction = billionths % SECOND;
    return tokens;
  }

  /** Takes tokens, more than there are if need be. */
  void take(long count) {
    tokens = Math.max(tokens - Math.min(count, MOST_DEBT), -MOST_DEBT);
  }

  /** Gives back tokens that were taken; what is above the burst is lost. */
  void giveBack(long count) {
    tokens = count >= missing(burst) ? burst : tokens + count;
    if (tokens == burst) {
      fraction = 0;
    }
  }

  /** How long it takes until there are so many tokens; asked after {@link #tokens}. */
  long nanosUntil(long wanted) {
    return nanosToGet(missing(wanted));
  }

  private long missing(long wanted) {
    return wanted - tokens;
  }

  /** Rounded up; at most what a long holds. */
  private long nanosToGet(long count) {
    if (count <= 0) {
      return 0;
    }
    long seconds = count / rate;
    if (seconds >= Long.MAX_VALUE / SECOND - 1) {
      return Long.MAX_VALUE;
    }
    long billionths = count % rate * SECOND - fraction;
    return seconds * SECOND + -Math.floorDiv(-billionths, rate);
  }
}
