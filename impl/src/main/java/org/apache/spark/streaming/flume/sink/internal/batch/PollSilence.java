package org.apache.spark.streaming.flume.sink.internal.batch;

import java.time.Duration;
import java.util.Optional;

/**
 * Notices that the channel holds events and no client asks for them, which nothing else would say:
 * a sink without clients has nothing to do. A channel that doesn't tell how many events it holds is
 * taken for one that holds some. {@link #polled} from any thread, {@link #look} from one.
 */
final class PollSilence {

  static final Duration SILENCE = Duration.ofMinutes(5);
  static final Duration BETWEEN_LINES = Duration.ofMinutes(1);

  private volatile long lastPoll;
  private long nextLine;

  /**
   * Begins to count.
   *
   * @param now nanoseconds, monotonic, as in all calls
   */
  PollSilence(long now) {
    lastPoll = now;
    nextLine = now;
  }

  void polled(long now) {
    lastPoll = now;
  }

  /**
   * What to warn of, at most once a minute.
   *
   * @param state what sink and channel hold now
   */
  Optional<String> look(EngineState state, long now) {
    if (state.waitingPolls() > 0 || state.openBatches() > 0) {
      // A poll may wait, and a batch be held, for longer than that.
      lastPoll = now;
    }
    long silent = now - lastPoll;
    if (silent < SILENCE.toNanos() || state.channelEvents() == 0 || now - nextLine < 0) {
      return Optional.empty();
    }
    nextLine = now + BETWEEN_LINES.toNanos();
    return Optional.of(
        "no client has polled for %d s, and %s"
            .formatted(Duration.ofNanos(silent).toSeconds(), fill(state)));
  }

  private static String fill(EngineState state) {
    if (state.channelEvents() < 0) {
      return "the channel does not tell whether it holds events";
    }
    return state.channelCapacity() > 0
        ? "the channel holds %d of the %d events that fit into it"
            .formatted(state.channelEvents(), state.channelCapacity())
        : "the channel holds %d events".formatted(state.channelEvents());
  }
}
