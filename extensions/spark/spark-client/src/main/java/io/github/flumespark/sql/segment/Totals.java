package io.github.flumespark.sql.segment;

/**
 * What a partition has read in an epoch. Immutable.
 *
 * @param events that came
 * @param taken events that these were in the channel, before transformers dropped or split some
 * @param bytes of their headers and bodies
 * @param polls that brought events
 * @param waitMillis for how long the sink was waited for
 */
public record Totals(long events, long taken, long bytes, int polls, long waitMillis) {

  /** Nothing. */
  public static final Totals NONE = new Totals(0, 0, 0, 0, 0);

  public Totals plus(Totals other) {
    return new Totals(
        events + other.events,
        taken + other.taken,
        bytes + other.bytes,
        polls + other.polls,
        waitMillis + other.waitMillis);
  }
}
