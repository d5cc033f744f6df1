package io.github.flumespark.monitor;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the components counted during the last minutes, a few numbers of each every five seconds.
 * Thread-safe.
 */
final class History {

  private static final Logger LOG = LoggerFactory.getLogger(History.class);

  static final long MILLIS_BETWEEN = 5_000;

  /** Five minutes, and one more to begin them with. */
  static final int SAMPLES = 61;

  /** What is kept of each kind. */
  private static final Map<String, List<String>> KEPT =
      Map.of(
          Component.SOURCE, List.of("EventAcceptedCount"),
          Component.CHANNEL,
              List.of("EventPutSuccessCount", "EventTakeSuccessCount", "ChannelSize"),
          Component.SINK, List.of("EventDrainSuccessCount"));

  /** What each component showed at one time. */
  private record Sample(long time, Map<String, Double> values) {}

  private final Agents agents;
  private final Clock clock;

  // Guarded by this.
  private final Deque<Sample> samples = new ArrayDeque<>();
  private final Map<String, Polls> polls = new HashMap<>();

  private ScheduledExecutorService timer;
  private Future<?> sampling;

  /** How many polls a sink had had, and since when there was no other. */
  private record Polls(double count, long since) {}

  History(Agents agents, Clock clock) {
    this.agents = agents;
    this.clock = clock;
  }

  synchronized void start() {
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "flume-monitor-history");
              thread.setDaemon(true);
              return thread;
            });
    sampling = executor.scheduleAtFixedRate(this::sample, 0, MILLIS_BETWEEN, TimeUnit.MILLISECONDS);
    timer = executor;
  }

  synchronized void stop() {
    if (timer != null) {
      sampling.cancel(false);
      timer.shutdownNow();
      timer = null;
    }
  }

  /** Takes a sample. Never throws: the executor would not call it again. */
  void sample() {
    try {
      add(
          agents.read().stream().flatMap(agent -> agent.components().stream()).toList(),
          clock.millis());
    } catch (Throwable t) {
      LOG.warn("Monitor: a sample of the counters failed; the next one follows", t);
    }
  }

  private synchronized void add(List<Component> components, long now) {
    Map<String, Double> values = new HashMap<>();
    for (Component component : components) {
      for (String attribute : KEPT.getOrDefault(component.kind(), List.of())) {
        if (component.attributes().containsKey(attribute)) {
          values.put(key(component, attribute), component.number(attribute));
        }
      }
      if (component.isPolledByClients()) {
        notePolls(component, now);
      }
    }
    samples.addLast(new Sample(now, values));
    while (samples.size() > SAMPLES) {
      samples.removeFirst();
    }
  }

  private void notePolls(Component sink, long now) {
    double count = sink.number("PollWaitCount") + sink.number("RefusedPollCount");
    // Who could not be served anyway is not missed.
    boolean busy =
        sink.isPaused() || sink.number("WaitingPollCount") > 0 || sink.number("OpenBatchCount") > 0;
    Polls known = polls.get(key(sink, ""));
    if (known == null || busy || known.count() != count) {
      polls.put(key(sink, ""), new Polls(count, now));
    }
  }

  /** For how long no client has polled a sink, as far as that was seen. */
  synchronized long millisWithoutPoll(Component sink) {
    Polls known = polls.get(key(sink, ""));
    return known == null ? 0 : clock.millis() - known.since();
  }

  /** When the samples were taken, the oldest first. */
  synchronized List<Long> times() {
    return samples.stream().map(Sample::time).toList();
  }

  /** What a component showed at these times; null where it did not. */
  synchronized Map<String, List<Double>> of(Component component) {
    Map<String, List<Double>> series = new LinkedHashMap<>();
    for (String attribute : KEPT.getOrDefault(component.kind(), List.of())) {
      String key = key(component, attribute);
      if (samples.stream().anyMatch(sample -> sample.values().containsKey(key))) {
        List<Double> values = new ArrayList<>();
        samples.forEach(sample -> values.add(sample.values().get(key)));
        series.put(attribute, values);
      }
    }
    return series;
  }

  private static String key(Component component, String attribute) {
    return "%s\n%s\n%s\n%s"
        .formatted(component.agent(), component.kind(), component.name(), attribute);
  }
}
