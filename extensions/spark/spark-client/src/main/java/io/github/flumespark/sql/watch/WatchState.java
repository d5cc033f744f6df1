package io.github.flumespark.sql.watch;

import io.github.flumespark.client.SinkState;
import java.time.Duration;

/**
 * What is known of a sink, and when it is looked at next: a state machine without a thread, a clock
 * or a connection. Guarded by its user.
 *
 * <pre>
 * NEW ──told──► UP ◄──told── DOWN       UP, DOWN ──failed──► DOWN
 *  └──failed──► DOWN                    NEW ──no sink──► BROKEN     any ──broke──► BROKEN
 * </pre>
 *
 * <p>A sink that tells nothing is up as well when a poll was answered, or waits for events.
 */
final class WatchState {

  enum Phase {
    /** Never looked at. */
    NEW,
    UP,
    DOWN,
    /** What is there is no sink: to look again is of no use. */
    BROKEN
  }

  /** What a change is worth to a human. */
  enum Change {
    NONE,
    CAME_UP,
    WENT_DOWN
  }

  /** An idle sink is asked so often, for the metrics. */
  static final Duration REFRESH = Duration.ofSeconds(10);

  static final Duration FIRST_RETRY = Duration.ofMillis(100);
  static final Duration LONGEST_RETRY = Duration.ofSeconds(10);

  private Phase phase = Phase.NEW;
  private long asked;
  private long answered;

  /** The last question that the look under way can answer: one asked after its start can't. */
  private long looking;

  private SinkState state;

  /** The sink tells how many events it has. */
  private boolean counts;

  private boolean hasEvents;
  private String problem = "not known yet";
  private Throwable broken;
  private long downSince;
  private Duration retry = Duration.ZERO;
  private long nextLook;

  long ask() {
    asked++;
    if (!counts && hasEvents) {
      // Seen, and not taken since.
      answered = asked;
    }
    return asked;
  }

  Phase phase() {
    return phase;
  }

  /** What broke the watch; null if nothing did. */
  Throwable broken() {
    return broken;
  }

  /** Whether there is nothing to wait for. */
  boolean isAnswered(long question) {
    return answered >= question || phase == Phase.DOWN || phase == Phase.BROKEN;
  }

  /**
   * How long the next look can wait, in nanoseconds; 0 if it is due.
   *
   * @param now as {@code nanoTime} counts
   */
  long nanosToNextLook(long now) {
    return switch (phase) {
      case NEW -> 0;
      case UP -> asked > answered ? 0 : counts ? Math.max(0, nextLook - now) : Long.MAX_VALUE;
      case DOWN -> Math.max(0, nextLook - now);
      case BROKEN -> Long.MAX_VALUE;
    };
  }

  void looks() {
    looking = asked;
  }

  /** The sink told its state. What was asked before the look began is answered. */
  Change told(SinkState told, long now) {
    state = told;
    counts = told.tellsEvents();
    if (counts) {
      hasEvents = told.channelEvents() > 0;
      answered = Math.max(answered, looking);
    }
    return up(now);
  }

  /** A poll was answered, now: so all questions are. */
  Change polled(boolean events, long now) {
    hasEvents = events;
    answered = asked;
    return up(now);
  }

  /** A poll waits at the sink: there is one, and it has no events. What was asked stays open. */
  Change waits(long now) {
    return up(now);
  }

  private Change up(long now) {
    Change change = phase == Phase.UP ? Change.NONE : Change.CAME_UP;
    phase = Phase.UP;
    problem = "";
    retry = Duration.ZERO;
    nextLook = now + REFRESH.toNanos();
    return change;
  }

  /** The look failed; the next one is due a little later each time. */
  Change failed(String why, long now) {
    Change change = phase == Phase.DOWN ? Change.NONE : Change.WENT_DOWN;
    if (phase != Phase.DOWN) {
      downSince = now;
    }
    phase = Phase.DOWN;
    problem = why;
    hasEvents = false;
    retry = longer(retry);
    nextLook = now + retry.toNanos();
    return change;
  }

  private static Duration longer(Duration pause) {
    if (pause.isZero()) {
      return FIRST_RETRY;
    }
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_RETRY) < 0 ? twice : LONGEST_RETRY;
  }

  void broke(Throwable cause) {
    phase = Phase.BROKEN;
    broken = cause;
  }

  void taken() {
    hasEvents = false;
  }

  Sighting sighting(long now) {
    boolean isUp = phase == Phase.UP;
    Duration downFor = phase == Phase.DOWN ? Duration.ofNanos(now - downSince) : Duration.ZERO;
    return new Sighting(isUp, state, isUp && hasEvents, downFor, problem);
  }
}
