package io.github.flumespark.osgi.agent;

import io.github.flumespark.osgi.FlumeAgent;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts one component for Flume's supervisor, which tries every 3 seconds again, and keeps the
 * reason why it fails. Flume itself would log the whole exception each time and never try again
 * after an Error, though a class that is missing in OSGi may come. Thread-safe.
 */
final class StartWatch {

  private static final Logger LOG = LoggerFactory.getLogger(StartWatch.class);

  /** At one attempt every 3 seconds, each 10 minutes. */
  private static final int REMIND_EVERY = 200;

  /** Flume's sources log each failure themselves, and at length. */
  private static final Duration LONGEST_PAUSE_OF_A_SOURCE = Duration.ofSeconds(30);

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(3);

  /**
   * Components of different agents that have one name would register their JMX beans in each
   * other's way. A start that takes longer, as of a large file channel, has done that long before.
   */
  private static final ReentrantLock ONE_AT_A_TIME = new ReentrantLock();

  private static final Duration TURN = Duration.ofSeconds(1);

  private final String what;
  private final boolean pauses;
  private final LongSupplier nanoClock;
  private volatile String problem;
  private int attempts;
  private long pause;
  private long failedAt;

  StartWatch(String agent, FlumeAgent.Kind kind, String name, LongSupplier nanoClock) {
    this.what =
        "Flume agent %s, %s '%s'".formatted(agent, kind.name().toLowerCase(Locale.ROOT), name);
    this.pauses = kind == FlumeAgent.Kind.SOURCE;
    this.nanoClock = nanoClock;
  }

  /**
   * Runs a start, unless it is too early after one that failed. What it throws is the {@link
   * #problem}, and goes no further.
   */
  synchronized void start(Runnable start) {
    if (problem != null && nanoClock.getAsLong() - failedAt < pause) {
      return;
    }
    attempts++;
    boolean turn = awaitTurn();
    try {
      start.run();
    } catch (Throwable t) {
      failed(Reason.of(t), t);
      return;
    } finally {
      if (turn) {
        ONE_AT_A_TIME.unlock();
      }
    }
    if (problem != null) {
      LOG.info("{}: it has started, with attempt {}", what, attempts);
    }
    problem = null;
    attempts = 0;
    pause = 0;
  }

  private static boolean awaitTurn() {
    try {
      return ONE_AT_A_TIME.tryLock(TURN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void failed(String reason, Throwable cause) {
    if (!reason.equals(problem)) {
      LOG.error("{}: it can't start, and is tried again: {}", what, reason);
      LOG.debug("{}: the exception", what, cause);
      attempts = 1;
      pause = 0;
    } else if (attempts % REMIND_EVERY == 0) {
      LOG.error("{}: it still can't start, after {} attempts: {}", what, attempts, reason);
    }
    problem = reason;
    failedAt = nanoClock.getAsLong();
    if (pauses) {
      long longest = LONGEST_PAUSE_OF_A_SOURCE.toNanos();
      pause = Math.min(longest, pause == 0 ? FIRST_PAUSE.toNanos() : 2 * pause);
    }
  }

  /** Runs a stop. An Error comes out as an exception: Flume would leave the rest running. */
  void stop(Runnable stop) {
    try {
      stop.run();
    } catch (Error e) {
      throw new IllegalStateException("%s: its stop failed: %s".formatted(what, Reason.of(e)), e);
    }
    problem = null;
  }

  /** Why the last start failed. */
  Optional<String> problem() {
    return Optional.ofNullable(problem);
  }
}
