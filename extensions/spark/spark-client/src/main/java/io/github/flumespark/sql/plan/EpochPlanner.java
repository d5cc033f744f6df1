package io.github.flumespark.sql.plan;

import io.github.flumespark.client.SinkAddress;
import io.github.flumespark.client.SinkState;
import io.github.flumespark.sql.options.FlumeOptions;
import io.github.flumespark.sql.options.TriggerLimits;
import io.github.flumespark.sql.read.EpochTask;
import io.github.flumespark.sql.read.Position;
import io.github.flumespark.sql.read.RealTimeTask;
import io.github.flumespark.sql.read.Share;
import io.github.flumespark.sql.segment.EpochStore;
import io.github.flumespark.sql.segment.PartitionId;
import io.github.flumespark.sql.segment.Totals;
import io.github.flumespark.sql.watch.Sighting;
import io.github.flumespark.sql.watch.SinkWatch;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Decides on epochs: which sinks take part in the next one, and with how much. See the description
 * of the package {@code io.github.flumespark.sql}. For one thread, but for {@code close}.
 */
public final class EpochPlanner implements AutoCloseable {

  /** How long a partition goes on, if it is not told and the trigger has no interval. */
  private static final Duration USUAL_FILL_TIME = Duration.ofSeconds(1);

  /** Most of Flume's sources put so many events at once, if there are. */
  private static final int USUAL_PUT = 100;

  private final FlumeOptions options;
  private final EpochStore store;
  private final Time time;
  private final WatchRound watches;
  private final EpochHistory history;
  private final Setbacks setbacks = new Setbacks();

  /** With Trigger.AvailableNow; null otherwise. */
  private Drain drain;

  private boolean drainHasBegun;

  /** Had segments when the query started; null before the first look. */
  private SortedSet<Long> existing;

  /** Take part in the present epoch, and were seen to have events, or had more. */
  private final Set<SinkAddress> sighted = new HashSet<>();

  /** Have more, as far as their last epoch tells; of those that don't tell themselves. */
  private final Set<SinkAddress> unfinished = new HashSet<>();

  /** The last epoch that was planned here, and not by a driver before this one. */
  private long planned = -1;

  private boolean hasPlanned;
  private long plannedAt;

  /** Makes a planner for the sinks that these watch. */
  public EpochPlanner(FlumeOptions options, EpochStore store, List<? extends SinkWatch> watches) {
    this(options, store, watches, Time.SYSTEM);
  }

  EpochPlanner(
      FlumeOptions options, EpochStore store, List<? extends SinkWatch> watches, Time time) {
    this.options = options;
    this.store = store;
    this.time = time;
    this.watches = new WatchRound(watches, options, time);
    this.history = new EpochHistory(store);
  }

  /** From now on, what is there at the first look is read, and nothing else. */
  public void drain() {
    drain = new Drain();
  }

  /**
   * Decides on the next epoch.
   *
   * @param limits of what it may have, and of what must be there
   * @return its end; or the start, if no sink has events; or null, if that is where the stream
   *     starts: Spark would take any first offset for new data
   * @throws IllegalStateException if there is a sink that can't be read, or has been down for
   *     longer than it may
   */
  public FlumeOffset next(FlumeOffset start, TriggerLimits limits)
      throws IOException, InterruptedException {
    conclude(start);
    long epoch = start.epoch() + 1;
    Map<PartitionId, Share> shares = leftovers(epoch);
    for (Position position : start.positions()) {
      // What Real-time Mode has left unread, and no more than that, unless it has a share.
      shares.putIfAbsent(position.id(), new Share(position.id(), 0, 0, Long.MAX_VALUE));
    }
    List<Demand> demands = demands();
    if (shares.isEmpty() && isTooLittle(demands, limits)) {
      demands = List.of();
    }
    for (Share share :
        new Allotment(limits, options.connections(), options.batchSize()).divide(demands, epoch)) {
      shares.put(share.id(), share);
    }
    watches.planned(!shares.isEmpty());
    if (shares.isEmpty()) {
      return start.epoch() == 0 ? null : start;
    }
    for (Demand demand : demands) {
      sighted.add(demand.sink());
      watches.taken(demand.sink());
    }
    planned = epoch;
    hasPlanned = true;
    plannedAt = time.nanoTime();
    return new FlumeOffset(
        epoch, shares.values().stream().sorted(Comparator.comparing(Share::id)).toList());
  }

  /**
   * Looks up how an epoch has gone, once. Called as soon as it is over, so that sinks which don't
   * tell are asked at once, and have answered when the next trigger comes.
   */
  public void conclude(FlumeOffset end) throws IOException {
    if (!history.look(end)) {
      return;
    }
    unfinished.clear();
    Set<SinkAddress> fruitless = new HashSet<>();
    for (SinkAddress sink : options.sinks()) {
      SinkResult result = history.result(sink);
      if (result == null) {
        continue;
      }
      if (result.totals().events() > 0) {
        setbacks.over(sink);
      } else if (sighted.contains(sink) && (!result.isRead() || !result.problem().isEmpty())) {
        setbacks.add(sink, result, time.nanoTime());
      } else if (sighted.contains(sink)) {
        fruitless.add(sink);
      }
      if (result.isRead() && result.mayHaveMore()) {
        unfinished.add(sink);
      }
      if (drain != null && end.epoch() == planned) {
        drain.read(sink, result, setbacks.times(sink));
      }
    }
    sighted.clear();
    watches.prepare(sink -> !isDone(sink) && !unfinished.contains(sink));
    for (SinkAddress sink : fruitless) {
      if (watches.hasFewer(sink)) {
        // It was read, and its transformers have dropped all: the others are not to wait.
        setbacks.over(sink);
      } else {
        setbacks.add(sink, history.result(sink), time.nanoTime());
      }
    }
  }

  /**
   * What was polled for an epoch whose offset is not in Spark's log any more, or was not yet when
   * the driver died: it belongs to whatever bears its number now, and has been acknowledged.
   */
  private Map<PartitionId, Share> leftovers(long epoch) throws IOException {
    if (existing == null) {
      existing = store.epochs();
    }
    Map<PartitionId, Share> shares = new LinkedHashMap<>();
    if (existing.contains(epoch)) {
      for (PartitionId id : store.ends(epoch).keySet()) {
        // No more than that, unless it has a share as others have.
        shares.put(id, new Share(id, 0, 1, Long.MAX_VALUE));
      }
    }
    return shares;
  }

  private List<Demand> demands() throws InterruptedException {
    List<SinkAddress> wanted = options.sinks().stream().filter(sink -> !isDone(sink)).toList();
    Map<SinkAddress, Sighting> sightings = watches.look(wanted, drain != null);
    if (drain != null && !drainHasBegun) {
      drainHasBegun = true;
      sightings.forEach(drain::begin);
    }
    List<Demand> demands = new ArrayList<>();
    for (Map.Entry<SinkAddress, Sighting> entry : sightings.entrySet()) {
      SinkAddress sink = entry.getKey();
      checkDowntime(sink, entry.getValue());
      if (drain != null && !unfinished.contains(sink) && isLost(sink, entry.getValue())) {
        continue;
      }
      Demand demand = demand(sink, entry.getValue());
      if (demand == null) {
        if (drain != null) {
          drain.end(sink);
        }
      } else if (isAllowed(sink)) {
        demands.add(demand);
      }
    }
    return demands;
  }

  /** Whether a query that ends by itself has to do without a sink. */
  private boolean isLost(SinkAddress sink, Sighting sighting) {
    boolean answers = sighting.isUp() && sighting.problem().isEmpty();
    if (!answers) {
      if (options.failOnUnreachableSink()) {
        throw new IllegalStateException(
            "The sink at %s can't be reached, and the option failOnUnreachableSink is true: %s"
                .formatted(sink, sighting.problem()));
      }
      drain.lose(sink, sighting.problem());
    }
    return !answers;
  }

  private void checkDowntime(SinkAddress sink, Sighting sighting) {
    Duration most = options.maxSinkDowntime();
    if (!most.isZero() && sighting.downFor().compareTo(most) > 0) {
      throw new IllegalStateException(
          "The sink at %s has been down for %d s, longer than the %d s of the option"
                  .formatted(sink, sighting.downFor().toSeconds(), most.toSeconds())
              + " maxSinkDowntime: "
              + sighting.problem());
    }
  }

  /** What a sink has; null for nothing. */
  private Demand demand(SinkAddress sink, Sighting sighting) {
    if (sighting.tellsEvents()) {
      long events = sighting.state().channelEvents();
      long left = drain == null ? Demand.UNKNOWN : drain.left(sink);
      long read = left == Demand.UNKNOWN ? events : Math.min(events, left);
      return sighting.isUp() && read > 0
          ? new Demand(sink, read, isUrgent(sighting.state()))
          : null;
    }
    boolean has = unfinished.contains(sink) || sighting.hasEvents();
    return has ? new Demand(sink, Demand.UNKNOWN) : null;
  }

  /** Whether the next put may have to wait for room: minEventsPerTrigger is out of reach then. */
  private static boolean isUrgent(SinkState state) {
    boolean hasRoom = state.channelCapacity() - state.channelEvents() >= USUAL_PUT;
    return state.channelCapacity() >= 0 && (state.isNearlyFull() || !hasRoom);
  }

  /** Whether the sink need not be left alone for a while. */
  private boolean isAllowed(SinkAddress sink) throws InterruptedException {
    Duration pause = setbacks.pause(sink, time.nanoTime());
    if (pause.isNegative() || pause.isZero()) {
      return true;
    }
    if (drain != null) {
      // To leave it out would be to end without it.
      time.sleep(pause);
      return true;
    }
    return false;
  }

  private boolean isDone(SinkAddress sink) {
    return drain != null && drain.isDone(sink);
  }

  private boolean isTooLittle(List<Demand> demands, TriggerLimits limits) {
    if (limits.minEvents() == 0 || drain != null || !demands.stream().allMatch(Demand::isKnown)) {
      return false;
    }
    if (demands.stream().anyMatch(Demand::urgent)) {
      return false;
    }
    long events = demands.stream().mapToLong(Demand::events).sum();
    // As with Spark's Kafka source, the first micro-batch doesn't wait.
    boolean waited = !hasPlanned || time.nanoTime() - plannedAt >= limits.maxDelay().toNanos();
    return events < limits.minEvents() && !waited;
  }

  /**
   * What a task of an epoch is told.
   *
   * @param from where its partition's reading goes on
   * @param isFirstOfItsSink whether no other partition of this sink comes before this one
   * @param rounds how many of the epoch's tasks a core has to run, one after the other
   */
  public EpochTask task(
      long epoch, Share share, Position from, boolean isFirstOfItsSink, int rounds) {
    boolean pollable = isPollable(share.id());
    Duration fillTime = options.fillTime();
    if (fillTime.isZero()) {
      // With a trigger that comes once in an hour, as long as that: nobody knows how much there is.
      fillTime =
          share.target() == 0
              ? longer(USUAL_FILL_TIME, watches.pause())
              : watches.fillTime(USUAL_FILL_TIME);
      fillTime = fillTime.dividedBy(rounds);
    }
    return new EpochTask(epoch, share, from, pollable, isFirstOfItsSink, drain == null, fillTime);
  }

  private boolean isPollable(PartitionId id) {
    return options.sinks().contains(id.sink()) && id.connection() < options.connections();
  }

  /**
   * Looks at the sinks before an epoch of Real-time Mode, for which nothing is to be decided: all
   * take part.
   *
   * @throws IllegalStateException as {@link #next} does
   */
  public void observe(FlumeOffset start) throws IOException, InterruptedException {
    conclude(start);
    watches.batchBegun();
    watches.look(options.sinks(), false).forEach(this::checkDowntime);
  }

  /** What the tasks of the epoch after this one are told in Real-time Mode. */
  public List<RealTimeTask> realTimeTasks(FlumeOffset start) throws IOException {
    long epoch = start.epoch() + 1;
    Set<PartitionId> ids = new TreeSet<>();
    for (SinkAddress sink : options.sinks()) {
      for (int connection = 0; connection < options.connections(); connection++) {
        ids.add(new PartitionId(sink, connection));
      }
    }
    // Of sinks that are no longer read, what was polled.
    start.positions().forEach(position -> ids.add(position.id()));
    ids.addAll(store.ends(epoch).keySet());
    planned = epoch;
    return ids.stream()
        .map(id -> new RealTimeTask(epoch, start.following(id), isPollable(id)))
        .toList();
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  /** A micro-batch is over, whatever it had of this source. */
  public void batchEnded() {
    watches.batchEnded();
  }

  /** A micro-batch was begun, whatever it has of this source. */
  public void batchBegun() {
    watches.batchBegun();
  }

  /** What the last epoch had. */
  public Totals totals() {
    return history.totals();
  }

  /** What is known of the sinks; any thread. */
  public Map<String, String> liveMetrics() {
    return watches.metrics();
  }

  /**
   * What the progress of a micro-batch shows.
   *
   * @param isNew whether it had the last epoch; if not, it had nothing of this source
   */
  public Map<String, String> metrics(boolean isNew) {
    Map<String, String> metrics = history.metrics(isNew);
    metrics.putAll(watches.metrics());
    metrics.put("fruitlessEpochs", Integer.toString(setbacks.worst()));
    return metrics;
  }

  /** How far the sinks are; null before the first look. */
  public LatestOffset latest() {
    return watches.latest(Math.max(planned, history.epoch()));
  }

  @Override
  public void close() {
    watches.close();
  }
}
