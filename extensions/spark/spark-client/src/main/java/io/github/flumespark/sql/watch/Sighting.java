package io.github.flumespark.sql.watch;

import io.github.flumespark.client.SinkState;
import java.time.Duration;

/**
 * What is known of a sink. Immutable.
 *
 * @param isUp whether the last look found a sink
 * @param state what the sink told; null if it doesn't, or never did
 * @param hasEvents whether it has events, as far as it is known
 * @param downFor how long it has been down; zero if it is up, or was never looked for
 * @param problem why it is not up; empty if it is
 */
public record Sighting(
    boolean isUp, SinkState state, boolean hasEvents, Duration downFor, String problem) {

  /** Before the first look. */
  static final Sighting NONE = new Sighting(false, null, false, Duration.ZERO, "not known yet");

  /** What is known if the last question was not answered: nothing. */
  public Sighting unanswered() {
    return new Sighting(isUp, null, false, downFor, isUp ? "it does not answer" : problem);
  }

  /** Whether it is known how many events there are. */
  public boolean tellsEvents() {
    return state != null && state.tellsEvents();
  }
}
