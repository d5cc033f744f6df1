package io.github.flumespark.sql.plan;

import java.time.Duration;

/**
 * Finds out whether the query's trigger has an interval, which Spark doesn't tell a source: then
 * there are pauses between the end of a micro-batch and the next look. Not thread-safe.
 */
final class TriggerRhythm {

  /** Without an interval, the next look comes within a few milliseconds. */
  private static final Duration LEAST_PAUSE = Duration.ofMillis(50);

  /** So many looks without a pause must be seen before it is believed that there are none. */
  private static final int FIRST_LOOKS = 3;

  /** After so many without a pause, what was taken for an interval was none. */
  private static final int FORGET = 20;

  /** What is taken for none is put to the test once in so many looks, by two short epochs. */
  private static final int PROBE = 20;

  private int looks;
  private int withoutPause;
  private Duration apartBefore;
  private Duration interval;

  /**
   * Hears of a look.
   *
   * @param pause since the last micro-batch, or look, was over
   * @param apart since the look before this one
   */
  void look(Duration pause, Duration apart) {
    looks++;
    if (pause.compareTo(LEAST_PAUSE) < 0) {
      apartBefore = null;
      withoutPause++;
      if (withoutPause == FORGET) {
        interval = null;
      }
      return;
    }
    withoutPause = 0;
    if (apartBefore != null) {
      interval = apart.compareTo(apartBefore) < 0 ? apart : apartBefore;
    }
    apartBefore = apart;
  }

  /**
   * How long after its begin a micro-batch may take in what has come since: what it takes longer
   * than the interval, the next one comes late.
   *
   * @param usual without an interval
   */
  Duration fillTime(Duration usual) {
    if (interval != null) {
      return interval.dividedBy(2);
    }
    return looks <= FIRST_LOOKS || looks % PROBE < 2 ? Duration.ZERO : usual;
  }
}
