package io.github.flumespark.extension.policy;

/**
 * One of the two rates, or none: then there is always more than enough. Not thread-safe.
 *
 * @param bucket null for no limit
 */
record Rate(TokenBucket bucket, long perSecond, long least, String unit) {

  static final long NO_LIMIT = Long.MAX_VALUE;

  static Rate of(long perSecond, long burst, long least, String unit, long now) {
    return new Rate(
        perSecond == NO_LIMIT ? null : new TokenBucket(perSecond, burst, now),
        perSecond,
        least,
        unit);
  }

  /** How much may be sent now; {@link #NO_LIMIT} for any amount. */
  long available(long now) {
    return bucket == null ? NO_LIMIT : bucket.tokens(now);
  }

  /** How long until a poll that asks for so much is worth serving; asked after available. */
  long nanosUntilWorthwhile(long asked) {
    return bucket == null ? 0 : bucket.nanosUntil(Math.min(asked, least));
  }

  void reserve(long amount) {
    if (bucket != null) {
      bucket.take(amount);
    }
  }

  /** Puts what was really sent in the place of what was reserved. */
  void correct(long reserved, long sent, long now) {
    if (bucket == null) {
      return;
    }
    bucket.tokens(now);
    if (sent > reserved) {
      bucket.take(sent - reserved);
    } else {
      bucket.giveBack(reserved - sent);
    }
  }
}
