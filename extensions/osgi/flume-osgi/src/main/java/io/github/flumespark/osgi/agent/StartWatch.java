package io.github.flumespark.osgi.agent;

import io.github.flumespark.osgi.FlumeAgent;
import java.util.Locale;
import java.util.Optional;
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

  private final String what;
  private volatile String problem;
  private int attempts;

  StartWatch(String agent, FlumeAgent.Kind kind, String name) {
    this.what =
        "Flume agent %s, %s '%s'".formatted(agent, kind.name().toLowerCase(Locale.ROOT), name);
  }

  /** Runs a start. What it throws is the {@link #problem}, and goes no further. */
  synchronized void start(Runnable start) {
    attempts++;
    try {
      start.run();
    } catch (Throwable t) {
      failed(Reason.of(t), t);
      return;
    }
    if (problem != null) {
      LOG.info("{}: it has started, with attempt {}", what, attempts);
    }
    problem = null;
    attempts = 0;
  }

  private void failed(String reason, Throwable cause) {
    if (!reason.equals(problem)) {
      LOG.error("{}: it can't start, and is tried again every 3 seconds: {}", what, reason);
      LOG.debug("{}: the exception", what, cause);
      attempts = 1;
    } else if (attempts % REMIND_EVERY == 0) {
      LOG.error("{}: it still can't start, after {} attempts: {}", what, attempts, reason);
    }
    problem = reason;
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
