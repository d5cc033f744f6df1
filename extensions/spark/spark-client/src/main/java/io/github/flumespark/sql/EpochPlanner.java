package io.github.flumespark.sql;

import io.github.flumespark.client.SinkAddress;
import io.github.flumespark.sql.Segment.End;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Decides which sinks take part in the next epoch: those whose last epoch ended before their events
 * did, and those that are seen to have some. For one thread, but for {@code metrics} and {@code
 * close}.
 */
final class EpochPlanner implements AutoCloseable {

  private final FlumeOptions options;
  private final SegmentStore store;
  private final List<SinkWatch> watches;

  /** Of which the results are known; -1 before the first look. */
  private long examined = -1;

  /** The last one that was planned here, and not by a driver before this one. */
  private long planned = -1;

  /** Have more, as far as their last epoch tells. */
  private final Set<SinkAddress> unfinished = new HashSet<>();

  /** Take part in the present epoch because the watch has seen something. */
  private final Set<SinkAddress> sighted = new HashSet<>();

  /** With Trigger.AvailableNow: have had their turn. */
  private final Set<SinkAddress> drained = new HashSet<>();

  /** Had segments when the query started; null before the first look. */
  private SortedSet<Long> existing;

  private boolean draining;
  private boolean firstLook = true;
  private volatile long lastEvents;
  private volatile long lastEpoch;

  EpochPlanner(FlumeOptions options, SegmentStore store) {
    this.options = options;
    this.store = store;
    this.watches = options.sinks().stream().map(sink -> new SinkWatch(sink, options)).toList();
  }

  /** From now on, a sink that has nothing more is not asked again. */
  void drain() {
    draining = true;
  }

  /**
   * Decides on the next epoch.
   *
   * @param maxEvents that it may have; 0 for no limit
   * @return its end; or the start, if no sink has events; or null, if that is where the stream
   *     starts: Spark would take any first offset for new data
   */
  FlumeOffset next(FlumeOffset start, long maxEvents) throws IOException, InterruptedException {
    if (examined != start.epoch()) {
      examine(start.epoch());
    }
    long epoch = start.epoch() + 1;
    // An epoch whose offset is not in Spark's log any more, or not yet when the driver died: what
    // was polled for it belongs to whatever bears its number now, and has been acknowledged.
    Set<PartitionId> partitions = new TreeSet<>(leftovers(epoch));
    Set<PartitionId> others = new TreeSet<>();
    for (SinkWatch watch : sinksWithEvents()) {
      others.addAll(options.partitions(watch.sink()));
    }
    others.removeAll(partitions);
    long room = maxEvents == 0 ? others.size() : Math.max(0, maxEvents - partitions.size());
    partitions.addAll(turns(epoch, List.copyOf(others), room));
    if (partitions.isEmpty()) {
      return start.epoch() == 0 ? null : start;
    }
    planned = epoch;
    return new FlumeOffset(epoch, List.copyOf(partitions), maxEvents);
  }

  /** Looks up how the last epoch ended, once. */
  private void examine(long epoch) throws IOException {
    Map<SinkAddress, Long> events = new HashMap<>();
    unfinished.clear();
    for (Map.Entry<PartitionId, Segment.Header> end : store.ends(epoch).entrySet()) {
      SinkAddress sink = end.getKey().sink();
      events.merge(sink, end.getValue().total(), Long::sum);
      // A reader that stopped in the middle, as that of a take(1), leaves an epoch without an end.
      if (end.getValue().end() != End.DRAINED) {
        unfinished.add(sink);
      }
    }
    for (SinkWatch watch : watches) {
      Long found = events.get(watch.sink());
      if (found == null) {
        continue;
      }
      if (sighted.contains(watch.sink())) {
        watch.found(found);
      }
      if (draining && epoch == planned && !unfinished.contains(watch.sink())) {
        drained.add(watch.sink());
      }
    }
    sighted.clear();
    examined = epoch;
    lastEpoch = epoch;
    lastEvents = events.values().stream().mapToLong(Long::longValue).sum();
  }

  private Set<PartitionId> leftovers(long epoch) throws IOException {
    if (existing == null) {
      existing = store.epochs();
    }
    return existing.contains(epoch) ? store.ends(epoch).keySet() : Set.of();
  }

  private List<SinkWatch> sinksWithEvents() throws InterruptedException {
    List<SinkWatch> wanted = new ArrayList<>();
    for (SinkWatch watch : watches) {
      if (!drained.contains(watch.sink())) {
        wanted.add(watch);
        if (!unfinished.contains(watch.sink())) {
          watch.ask();
        }
      }
    }
    List<SinkWatch> withEvents = new ArrayList<>();
    for (SinkWatch watch : wanted) {
      if (unfinished.contains(watch.sink())) {
        withEvents.add(watch);
        continue;
      }
      // Trigger.Once asks just once, and Trigger.AvailableNow ends with the first no.
      if (firstLook || draining) {
        watch.await();
      }
      if (watch.hasEvents()) {
        watch.taken();
        sighted.add(watch.sink());
        withEvents.add(watch);
      } else if (draining) {
        drained.add(watch.sink());
      }
    }
    firstLook = false;
    return withEvents;
  }

  /** With fewer events than partitions, some have to wait for the next epoch: others each time. */
  private static List<PartitionId> turns(long epoch, List<PartitionId> all, long room) {
    if (all.size() <= room) {
      return all;
    }
    List<PartitionId> some = new ArrayList<>();
    for (int i = 0; i < room; i++) {
      some.add(all.get((int) ((epoch * room + i) % all.size())));
    }
    return some;
  }

  Map<String, String> metrics() {
    long up = watches.stream().filter(SinkWatch::isUp).count();
    return Map.of(
        "epoch", Long.toString(lastEpoch),
        "eventsInEpoch", Long.toString(lastEvents),
        "sinks", Integer.toString(watches.size()),
        "sinksUp", Long.toString(up));
  }

  @Override
  public void close() {
    watches.forEach(SinkWatch::close);
  }
}
