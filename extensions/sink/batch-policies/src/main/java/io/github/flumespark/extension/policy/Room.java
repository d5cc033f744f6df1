package io.github.flumespark.extension.policy;

/**
 * An amount of what in-flight batches take: a number of batches, their events, their bytes. What
 * has no cap stays {@link #NO_CAP}, whatever is taken from it or added. Immutable.
 */
record Room(long batches, long events, long bytes) {

  static final long NO_CAP = Long.MAX_VALUE;

  boolean isUncapped() {
    return batches == NO_CAP && events == NO_CAP && bytes == NO_CAP;
  }

  boolean holds(Room other) {
    return batches >= other.batches && events >= other.events && bytes >= other.bytes;
  }

  /** What is left without the other; never less than nothing. */
  Room minus(Room other) {
    return new Room(
        minus(batches, other.batches), minus(events, other.events), minus(bytes, other.bytes));
  }

  Room plus(Room other) {
    return new Room(
        plus(batches, other.batches), plus(events, other.events), plus(bytes, other.bytes));
  }

  private static long minus(long amount, long part) {
    return amount == NO_CAP ? NO_CAP : amount - Math.min(amount, part);
  }

  private static long plus(long amount, long part) {
    return amount == NO_CAP ? NO_CAP : amount + part;
  }
}
