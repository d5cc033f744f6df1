package io.github.flumespark.sql.read;

import io.github.flumespark.client.SinkAddress;
import io.github.flumespark.client.SinkClient;
import io.github.flumespark.client.SinkState;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for the answer to a poll, as long as that makes sense: a sink needs time for a large batch,
 * a slow transformer, a long linger; and one that has nothing answers only after a while of its
 * own. A sink that tells its state is asked meanwhile which of the two it is. For one thread, but
 * for what is learned of sinks, which the whole JVM shares.
 */
final class PollWait {

  private static final Duration FIRST_LOOK = Duration.ofMillis(50);
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private static final Logger LOG = LoggerFactory.getLogger(PollWait.class);

  /** How long batches are waited for at sinks where a wait was too short. */
  private static final Map<SinkAddress, Duration> LEARNED = new ConcurrentHashMap<>();

  private final SinkAddress sink;
  private final Duration pollTimeout;
  private final Duration callTimeout;

  PollWait(SinkAddress sink, Duration pollTimeout, Duration callTimeout) {
    this.sink = sink;
    this.pollTimeout = pollTimeout;
    this.callTimeout = callTimeout;
  }

  /**
   * Waits.
   *
   * @param eventsAreThere whether some are known to be there
   * @return whether the answer has begun to come; if not, it is not worth waiting for
   */
  boolean awaitAnswer(SinkClient client, boolean eventsAreThere) throws IOException {
    Duration longest = LEARNED.getOrDefault(sink, callTimeout);
    Duration most = eventsAreThere ? longest : pollTimeout;
    long start = System.nanoTime();
    Duration slice = FIRST_LOOK;
    while (true) {
      if (client.awaitAnswer(shorter(slice, most.minus(since(start))))) {
        return true;
      }
      Duration waited = since(start);
      if (client.tellsState()) {
        SinkState state = client.state();
        if (client.awaitAnswer(Duration.ZERO)) {
          return true;
        }
        if (isInVain(state, waited.compareTo(pollTimeout) >= 0)) {
          return false;
        }
        if (state.waitingPolls() == 0) {
          // The batch is being made.
          most = longest;
        }
      }
      if (waited.compareTo(most) >= 0) {
        if (eventsAreThere) {
          learn(most);
        }
        return false;
      }
      slice = shorter(slice.multipliedBy(2), pollTimeout);
    }
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }

  private static Duration shorter(Duration one, Duration other) {
    Duration shorter = one.compareTo(other) < 0 ? one : other;
    return shorter.isNegative() ? Duration.ZERO : shorter;
  }

  /**
   * Whether polls wait for events that are not there: none at all, or none but in batches of
   * others, which may come back.
   */
  private static boolean isInVain(SinkState state, boolean longEnough) {
    if (state.waitingPolls() == 0 || !state.tellsEvents()) {
      return false;
    }
    return state.eventsAtMost() == 0 || (longEnough && state.pollableAtLeast() == 0);
  }

  private void learn(Duration tooShort) {
    Duration next = shorter(tooShort.multipliedBy(2), LONGEST);
    LEARNED.put(sink, next);
    LOG.warn(
        "The sink at {} has events, and has not answered a poll within {} ms. The next wait is {}"
            + " ms; a larger callTimeout or a smaller batchSize would spare this",
        sink,
        tooShort.toMillis(),
        next.toMillis());
  }
}
