package io.github.flumespark.sql.plan;

import io.github.flumespark.client.SinkAddress;
import io.github.flumespark.sql.watch.Sighting;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is left to read for a query that reads what was there when it started, and ends. For one
 * thread.
 *
 * <p>Of a sink that tells what it has, that many events are read. Of one that doesn't, as long as
 * events come about as fast as they did at the best of times: when those that were there are read,
 * what comes is no faster than it is put. How fast they come is measured over as many epochs as it
 * takes: in one with a limit, a sink may be waited for a millisecond or five, by chance.
 */
final class Drain {

  private static final Logger LOG = LoggerFactory.getLogger(Drain.class);

  /** Of the best rate so far, what a sink must at least come up to. */
  private static final double STILL_FULL = 0.25;

  /** For how long a sink must have been waited for, before its rate is one. */
  private static final long MEASURE_MILLIS = 1000;

  /** A refusal, or a connection that fails, may be over with the next try. */
  private static final int TRIES = 3;

  private final Map<SinkAddress, Long> left = new HashMap<>();
  private final Map<SinkAddress, Measure> measures = new HashMap<>();
  private final Map<SinkAddress, Double> bestRate = new HashMap<>();
  private final Set<SinkAddress> done = new HashSet<>();

  /** What a sink has given since its rate was last taken. */
  private record Measure(long events, long waitMillis) {

    static Measure of(SinkResult result) {
      return new Measure(result.totals().events(), result.longestWaitMillis());
    }

    Measure plus(Measure other) {
      return new Measure(events + other.events, waitMillis + other.waitMillis);
    }

    boolean isLongEnough() {
      return waitMillis >= MEASURE_MILLIS;
    }

    double rate() {
      return (double) events / waitMillis;
    }
  }

  /** Notes what a sink has at the start. */
  void begin(SinkAddress sink, Sighting sighting) {
    if (sighting.isUp() && sighting.tellsEvents()) {
      left.put(sink, sighting.state().eventsAtMost());
    }
  }

  boolean isDone(SinkAddress sink) {
    return done.contains(sink);
  }

  /** How many events are still to be read; {@link Demand#UNKNOWN} if nobody knows. */
  long left(SinkAddress sink) {
    return left.getOrDefault(sink, Demand.UNKNOWN);
  }

  /** The sink can't be read, or not any more. */
  void lose(SinkAddress sink, String problem) {
    LOG.warn("The sink at {} is left out of this run, or of its rest: {}", sink, problem);
    done.add(sink);
  }

  /** The sink has nothing more. */
  void end(SinkAddress sink) {
    done.add(sink);
  }

  /**
   * Hears how an epoch of this run has gone.
   *
   * @param setbacks how many epochs in a row have brought nothing, this one included
   */
  void read(SinkAddress sink, SinkResult result, int setbacks) {
    if (!result.isRead()) {
      // The query doesn't want them: they stay in the channel.
      done.add(sink);
    } else if (!result.problem().isEmpty() && result.totals().events() == 0) {
      if (setbacks >= TRIES) {
        lose(sink, result.problem());
      }
    } else if (left.containsKey(sink)) {
      long rest = left.merge(sink, -result.totals().taken(), Long::sum);
      if (rest <= 0 || result.totals().events() == 0) {
        done.add(sink);
      }
    } else if (!result.mayHaveMore() || hasSlowedDown(sink, result)) {
      done.add(sink);
    }
  }

  private boolean hasSlowedDown(SinkAddress sink, SinkResult result) {
    Measure measure = measures.merge(sink, Measure.of(result), Measure::plus);
    if (!measure.isLongEnough()) {
      return false;
    }
    measures.remove(sink);
    return measure.rate() < STILL_FULL * bestRate.merge(sink, measure.rate(), Math::max);
  }
}
