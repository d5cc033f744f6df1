package io.github.flumespark.sql.plan;

import io.github.flumespark.client.SinkAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers epochs that brought nothing from a sink that was seen to have events, and still has as
 * many, and makes it wait, longer each time: the executors can't reach it, it doesn't give them, or
 * the query doesn't look at its micro-batches. For one thread.
 */
final class Setbacks {

  private static final Logger LOG = LoggerFactory.getLogger(Setbacks.class);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  /** Once may be a matter of schedules. */
  private static final int WORTH_A_LINE = 2;

  private final Map<SinkAddress, Setback> bySink = new HashMap<>();

  private record Setback(int times, int withProblem, long until) {}

  /** The sink brought something. */
  void over(SinkAddress sink) {
    bySink.remove(sink);
  }

  /** The sink brought nothing, or nobody read it. */
  void add(SinkAddress sink, SinkResult result, long now) {
    Setback before = bySink.getOrDefault(sink, new Setback(0, 0, 0));
    int withProblem = result.problem().isEmpty() ? 0 : before.withProblem + 1;
    Setback after = new Setback(before.times + 1, withProblem, now + pause(before.times).toNanos());
    bySink.put(sink, after);
    if (withProblem >= WORTH_A_LINE && Integer.bitCount(withProblem) == 1) {
      LOG.warn(
          "The executors have got nothing from the sink at {} in {} micro-batches, though the driver"
              + " reaches it: {}",
          sink,
          withProblem,
          result.problem());
    }
  }

  private static Duration pause(int before) {
    // Beyond ten doublings it is the longest anyway.
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(before, 10));
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }

  /** How many times in a row the sink has brought nothing. */
  int times(SinkAddress sink) {
    Setback setback = bySink.get(sink);
    return setback == null ? 0 : setback.times;
  }

  /** How long the sink is to be left alone; zero or less if it isn't. */
  Duration pause(SinkAddress sink, long now) {
    Setback setback = bySink.get(sink);
    return setback == null ? Duration.ZERO : Duration.ofNanos(setback.until - now);
  }

  /** The largest number of epochs in a row in which executors had a problem with a sink. */
  int worst() {
    return bySink.values().stream().mapToInt(Setback::withProblem).max().orElse(0);
  }
}
