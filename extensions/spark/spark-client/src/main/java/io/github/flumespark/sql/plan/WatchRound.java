package io.github.flumespark.sql.plan;

import io.github.flumespark.client.SinkAddress;
import io.github.flumespark.sql.options.FlumeOptions;
import io.github.flumespark.sql.watch.Sighting;
import io.github.flumespark.sql.watch.SinkWatch;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks all sinks at the same time what they have, and waits as long as that is worth it. For one
 * thread, but for {@code close}.
 *
 * <p>Each look is a new question, for events that were put before it must be seen. So that an idle
 * query does not ask a hundred times in a second, as Spark would have it, it pauses before each
 * question, longer each time up to a tenth of a second.
 */
final class WatchRound implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(WatchRound.class);

  /** A sink that stalls holds the others up for so long, once. */
  private static final Duration STALL = Duration.ofSeconds(1);

  /** What metrics are worth. */
  private static final Duration MOMENT = Duration.ofMillis(100);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(10);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(100);

  private final Map<SinkAddress, SinkWatch> watches = new LinkedHashMap<>();
  private final FlumeOptions options;
  private final Time time;

  /** Questions without an answer so far, and when they were first waited for. */
  private final Map<SinkAddress, Question> open = new HashMap<>();

  private record Question(long number, long since) {}

  private Map<SinkAddress, Sighting> last = Map.of();
  private boolean looked;

  private boolean foundNothing;

  /** A micro-batch was begun since the last look. */
  private boolean begun;

  private Duration idlePause = Duration.ZERO;
  private final TriggerRhythm rhythm = new TriggerRhythm();
  private final FullChannels fullChannels = new FullChannels();
  private long lookedAt;
  private long endedAt;
  private Duration pause = Duration.ZERO;

  WatchRound(List<? extends SinkWatch> watches, FlumeOptions options, Time time) {
    watches.forEach(watch -> this.watches.put(watch.sink(), watch));
    this.options = options;
    this.time = time;
    this.endedAt = time.nanoTime();
  }

  /**
   * Looks at these sinks.
   *
   * @param patiently whether a look that found nothing is the last one
   */
  Map<SinkAddress, Sighting> look(List<SinkAddress> sinks, boolean patiently)
      throws InterruptedException {
    long now = time.nanoTime();
    pause = Duration.ofNanos(now - endedAt);
    if (looked) {
      rhythm.look(pause, Duration.ofNanos(now - lookedAt));
    }
    lookedAt = now;
    if (foundNothing && !begun && !patiently) {
      idlePause = idlePause.isZero() ? FIRST_PAUSE : shorter(idlePause.multipliedBy(2));
      Duration left = idlePause.minus(pause);
      if (!left.isNegative() && !left.isZero()) {
        time.sleep(left);
      }
    } else {
      idlePause = Duration.ZERO;
    }
    for (SinkAddress sink : sinks) {
      ask(sink);
    }
    long asked = time.nanoTime();
    Map<SinkAddress, Sighting> sightings = new LinkedHashMap<>();
    for (SinkAddress sink : sinks) {
      boolean answered = await(sink, asked, patiently);
      Sighting sighting = watches.get(sink).sighting();
      // A sink that stalls has nothing for now: a task would only wait for it.
      sightings.put(sink, answered || !sighting.tellsEvents() ? sighting : sighting.unanswered());
    }
    for (SinkAddress sink : fullChannels.look(sightings, now)) {
      LOG.warn(
          "The channel of the sink at {} is nearly full at each trigger: it has room for {} events."
              + " What puts events into it has to wait, or fails. A larger capacity, a shorter"
              + " trigger or more connections would help",
          sink,
          sightings.get(sink).state().channelCapacity());
    }
    last = sightings;
    looked = true;
    endedAt = time.nanoTime();
    return sightings;
  }

  private static Duration shorter(Duration pause) {
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }

  private void ask(SinkAddress sink) throws InterruptedException {
    SinkWatch watch = watches.get(sink);
    Question before = open.get(sink);
    // One that has been answered meanwhile says that the sink does not stall any more.
    boolean stalls = before != null && !watch.await(before.number, Duration.ZERO);
    open.put(sink, new Question(watch.ask(), stalls ? before.since : time.nanoTime()));
  }

  /** All are asked at the same time, and waited for at the same time, from then on. */
  private boolean await(SinkAddress sink, long asked, boolean patiently)
      throws InterruptedException {
    Question question = open.get(sink);
    SinkWatch watch = watches.get(sink);
    long now = time.nanoTime();
    Duration inThisLook = Duration.ofNanos(now - asked);
    Duration inAll = Duration.ofNanos(now - question.since);
    Duration left = patience(watch.sighting(), inThisLook, inAll, patiently);
    boolean answered = watch.await(question.number, atLeastZero(left));
    if (answered) {
      open.remove(sink);
    }
    return answered;
  }

  private Duration patience(
      Sighting known, Duration inThisLook, Duration inAll, boolean patiently) {
    if (!looked || (patiently && !known.isUp())) {
      // It may have to be connected to, by way of TLS.
      return options.connection().client().connectTimeout().plus(STALL).minus(inThisLook);
    }
    if (known.tellsEvents()) {
      Duration most = patiently ? options.connection().client().callTimeout() : STALL;
      return most.minus(inAll);
    }
    // The poll is answered as soon as there is an event. Whoever has just put one, and wants all
    // to be processed, must find it seen; but other sources of the query are not to be held up.
    boolean othersAreBusy = foundNothing && begun && !patiently;
    return options.pollTimeout().minus(othersAreBusy ? inAll : inThisLook);
  }

  private static Duration atLeastZero(Duration time) {
    return time.isNegative() ? Duration.ZERO : time;
  }

  /**
   * Asks when a micro-batch is over: for the metrics, and so that it is known of those that don't
   * tell when the next trigger comes.
   *
   * @param wanted of those that don't tell
   */
  void prepare(Predicate<SinkAddress> wanted) {
    if (!looked) {
      return;
    }
    long start = time.nanoTime();
    try {
      for (SinkAddress sink : watches.keySet()) {
        if (tells(sink) || wanted.test(sink)) {
          ask(sink);
        }
      }
      for (SinkWatch watch : watches.values()) {
        if (tells(watch.sink())) {
          Duration left = MOMENT.minus(Duration.ofNanos(time.nanoTime() - start));
          watch.await(open.get(watch.sink()).number, atLeastZero(left));
        }
      }
    } catch (InterruptedException e) {
      // The query is being stopped.
      Thread.currentThread().interrupt();
    }
    endedAt = time.nanoTime();
  }

  private boolean tells(SinkAddress sink) {
    Sighting sighting = last.get(sink);
    return sighting != null && sighting.tellsEvents();
  }

  /** Whether events have left the channel since the last look, more than have come. */
  boolean hasFewer(SinkAddress sink) {
    Sighting now = quietly(watches.get(sink));
    return tells(sink)
        && now.tellsEvents()
        && now.state().channelEvents() < last.get(sink).state().channelEvents();
  }

  /** Hears what a look has led to. */
  void planned(boolean something) {
    begun = false;
    foundNothing = !something;
    endedAt = time.nanoTime();
  }

  /** Hears that a micro-batch is over, whether this source had a part in it or not. */
  void batchEnded() {
    endedAt = time.nanoTime();
  }

  /** Hears that a micro-batch was begun: if this source has no part in it, another has. */
  void batchBegun() {
    begun = true;
  }

  /** How long the trigger's last pause was. */
  Duration pause() {
    return pause;
  }

  /** How long a micro-batch may take in what comes while it is read. */
  Duration fillTime(Duration usual) {
    return rhythm.fillTime(usual);
  }

  void taken(SinkAddress sink) {
    watches.get(sink).taken();
  }

  Map<String, String> metrics() {
    Map<String, String> metrics = new TreeMap<>();
    Map<SinkAddress, Sighting> known = new HashMap<>();
    watches.forEach((sink, watch) -> known.put(sink, quietly(watch)));
    long up = known.values().stream().filter(Sighting::isUp).count();
    metrics.put("sinks", Integer.toString(watches.size()));
    metrics.put("sinksUp", Long.toString(up));
    metrics.put("sinksDown", Long.toString(watches.size() - up));
    LongSummaryStatistics behind =
        known.values().stream()
            .filter(Sighting::tellsEvents)
            .mapToLong(sighting -> sighting.state().channelEvents())
            .summaryStatistics();
    if (behind.getCount() > 0) {
      metrics.put("eventsBehind", Long.toString(behind.getSum()));
      metrics.put("minEventsBehind", Long.toString(behind.getMin()));
      metrics.put("maxEventsBehind", Long.toString(behind.getMax()));
      metrics.put("avgEventsBehind", Double.toString(behind.getAverage()));
    }
    return metrics;
  }

  /** A query that fails says so elsewhere. */
  private static Sighting quietly(SinkWatch watch) {
    try {
      return watch.sighting();
    } catch (IllegalStateException e) {
      return new Sighting(false, null, false, Duration.ZERO, String.valueOf(e.getMessage()));
    }
  }

  /** What the last look saw; null before the first. */
  LatestOffset latest(long epoch) {
    if (!looked) {
      return null;
    }
    Map<SinkAddress, Long> behind = new HashMap<>();
    last.forEach(
        (sink, sighting) -> {
          if (sighting.tellsEvents()) {
            behind.put(sink, sighting.state().channelEvents());
          }
        });
    return new LatestOffset(epoch, behind);
  }

  @Override
  public void close() {
    watches.values().forEach(SinkWatch::close);
  }
}
