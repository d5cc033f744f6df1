package io.github.flumespark.sql;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The epoch protocol without files, sockets and threads: drivers and attempts of tasks, whose steps
 * come in an order that a seed decides on. Each step is one that the file system, Spark's logs or a
 * sink does at once. One run for each object.
 */
final class ProtocolModel {

  /** What can be taken out, to see that it is needed. */
  enum Fence {
    /** Whoever opens an epoch looks at the floor after the directory is there. */
    FLOOR_AT_OPENING,
    /** Whoever has made a segment looks at the floor before the acknowledgement. */
    FLOOR_AT_ACK,
    /** Whoever has read a partition to its end looks at the floor before it says so. */
    FLOOR_AT_END,
    /** A partition that may not be polled any more gets an end. */
    END_OF_REMOVED
  }

  private static final int PARTITIONS = 2;
  private static final int DRIVERS = 4;
  private static final int EVENTS = 12;
  private static final int MOST_BATCHES = 5;

  private final Random random;
  private final Set<Fence> fences;

  // The sinks, one for each partition.
  private final List<Deque<Integer>> channels = new ArrayList<>();
  private final Set<Integer> acked = new TreeSet<>();

  // The file system.
  private final Map<Integer, Map<Integer, List<Segment>>> epochs = new TreeMap<>();
  private int floor = -1;

  // Spark's logs, by batch: there, batch n is epoch n.
  private final Set<Integer> offsets = new HashSet<>();
  private final Set<Integer> commits = new HashSet<>();
  private final Map<Integer, Set<Integer>> outputs = new HashMap<>();

  private final List<Actor> actors = new ArrayList<>();
  private int drivers;

  private record Segment(List<Integer> events, boolean last) {}

  /** Something that goes on step by step. */
  private abstract static class Actor {
    private boolean isDone;

    /** Makes a step; not called again once it has called {@link #end}. */
    abstract void step();

    void end() {
      isDone = true;
    }

    boolean isDone() {
      return isDone;
    }
  }

  ProtocolModel(long seed, Set<Fence> fences) {
    this.random = new Random(seed);
    this.fences = fences.isEmpty() ? EnumSet.noneOf(Fence.class) : EnumSet.copyOf(fences);
    for (int i = 0; i < PARTITIONS; i++) {
      channels.add(new ArrayDeque<>());
    }
    for (int i = 0; i < EVENTS; i++) {
      channels.get(i % PARTITIONS).add(i);
    }
  }

  /** Lets all of it happen, then has one driver bring it to an end. */
  void run() {
    startDriver();
    while (drivers < DRIVERS || actors.stream().anyMatch(Driver.class::isInstance)) {
      if (drivers < DRIVERS && (random.nextInt(40) == 0 || actors.isEmpty())) {
        startDriver();
      }
      stepOne();
    }
    // What is left are attempts of tasks whose drivers are gone: some go on, some never do.
    while (!actors.isEmpty() && random.nextInt(30) != 0) {
      stepOne();
    }
    actors.clear();
    Driver last = new Driver(true, MOST_BATCHES * DRIVERS);
    actors.add(last);
    while (!last.isDone()) {
      stepOne();
    }
    checkAcked();
  }

  private void startDriver() {
    drivers++;
    // The second sink is gone from the options of some.
    actors.add(new Driver(random.nextInt(3) != 0, MOST_BATCHES));
  }

  private void stepOne() {
    if (actors.isEmpty()) {
      return;
    }
    Actor actor = actors.get(random.nextInt(actors.size()));
    boolean dies = !(actor instanceof Driver driver && driver.isLast()) && random.nextInt(60) == 0;
    if (!dies) {
      actor.step();
    }
    if (dies || actor.isDone()) {
      actors.remove(actor);
    }
    if (dies && actor instanceof Attempt attempt) {
      attempt.giveBack();
    }
  }

  /** What is acknowledged is delivered, or can still be. */
  private void checkAcked() {
    Set<Integer> safe = new HashSet<>();
    commits.forEach(batch -> safe.addAll(outputs.get(batch)));
    epochs.forEach(
        (epoch, partitions) -> {
          if (epoch > floor) {
            partitions.values().forEach(all -> all.forEach(s -> safe.addAll(s.events)));
          }
        });
    for (int event : acked) {
      if (!safe.contains(event)) {
        throw new AssertionError("event " + event + " is acknowledged, and nowhere");
      }
    }
  }

  private void deliver(int batch, Set<Integer> events) {
    Set<Integer> before = outputs.put(batch, events);
    if (before != null && !before.equals(events)) {
      throw new AssertionError(
          "batch %d was delivered as %s, and then as %s".formatted(batch, before, events));
    }
  }

  /** A driver: reads the logs, then runs batch after batch. */
  private final class Driver extends Actor {

    private final boolean hasSecondSink;
    private final int mostBatches;
    private final List<List<Attempt>> attempts = new ArrayList<>();
    private int batch = -1;
    private int run;
    private int step;

    Driver(boolean hasSecondSink, int mostBatches) {
      this.hasSecondSink = hasSecondSink;
      this.mostBatches = mostBatches;
    }

    boolean isLast() {
      return mostBatches > MOST_BATCHES;
    }

    @Override
    void step() {
      switch (step) {
        case 0 -> readLogs();
        case 1 -> logOffset();
        case 2 -> raiseFloor();
        case 3 -> removeDirectories();
        case 4 -> lookAtFloorFirst();
        case 5 -> makeDirectory();
        case 6 -> lookAtFloor();
        case 7 -> runTasks();
        case 8 -> deliverAll();
        default -> commit();
      }
    }

    private void readLogs() {
      int latest = offsets.stream().max(Integer::compare).orElse(-1);
      boolean over = commits.contains(latest);
      batch = latest < 0 || over ? latest + 1 : latest;
      step = latest < 0 || over ? 1 : 4;
    }

    private void logOffset() {
      if (!offsets.add(batch)) {
        // Another driver was faster: Spark ends this one.
        end();
      }
      step = 2;
    }

    private void raiseFloor() {
      floor = Math.max(floor, batch - 1);
      step = 3;
    }

    private void removeDirectories() {
      epochs.keySet().removeIf(epoch -> epoch < batch);
      checkAcked();
      step = 4;
    }

    private void lookAtFloorFirst() {
      if (fences.contains(Fence.FLOOR_AT_OPENING) && floor >= batch) {
        end();
      }
      step = 5;
    }

    private void makeDirectory() {
      epochs.computeIfAbsent(batch, epoch -> new HashMap<>());
      step = 6;
    }

    private void lookAtFloor() {
      if (fences.contains(Fence.FLOOR_AT_OPENING) && floor >= batch) {
        // Removed if nobody has put anything there.
        epochs.computeIfPresent(batch, (epoch, all) -> all.isEmpty() ? null : all);
        end();
        return;
      }
      attempts.clear();
      for (int partition = 0; partition < PARTITIONS; partition++) {
        attempts.add(new ArrayList<>());
        launch(partition);
      }
      step = 7;
    }

    private void launch(int partition) {
      Attempt attempt = new Attempt(batch, partition, partition == 0 || hasSecondSink);
      attempts.get(partition).add(attempt);
      actors.add(attempt);
    }

    private void runTasks() {
      boolean all = true;
      for (int partition = 0; partition < PARTITIONS; partition++) {
        List<Attempt> tries = attempts.get(partition);
        boolean isOver = tries.stream().anyMatch(Attempt::hasAll);
        boolean isRunning = tries.stream().anyMatch(actors::contains);
        all &= isOver;
        if (!isOver && (!isRunning || random.nextInt(20) == 0)) {
          if (tries.size() == (isLast() ? 100 : 4)) {
            end();
            return;
          }
          // Again, or speculatively.
          launch(partition);
        }
      }
      step = all ? 8 : 7;
    }

    private void deliverAll() {
      Set<Integer> events = new TreeSet<>();
      for (List<Attempt> tries : attempts) {
        Attempt first = tries.stream().filter(Attempt::hasAll).findFirst().orElseThrow();
        events.addAll(first.rows);
      }
      deliver(batch, events);
      step = 9;
    }

    private void commit() {
      if (!commits.add(batch) || ++run == mostBatches) {
        end();
      }
      batch++;
      step = 1;
      if (isLast() && channels.stream().allMatch(Deque::isEmpty)) {
        end();
      }
    }
  }

  /** One attempt to read a partition in an epoch. */
  private final class Attempt extends Actor {

    private final int epoch;
    private final int partition;
    private final boolean pollable;
    private final List<Integer> rows = new ArrayList<>();
    private final Deque<Integer> held = new ArrayDeque<>();
    private boolean all;
    private int number;
    private boolean marksLast;
    private int step;

    Attempt(int epoch, int partition, boolean pollable) {
      this.epoch = epoch;
      this.partition = partition;
      this.pollable = pollable;
    }

    boolean hasAll() {
      return all;
    }

    /** The connection ends: the sink takes the batch back. */
    void giveBack() {
      while (!held.isEmpty()) {
        channels.get(partition).addFirst(held.removeLast());
      }
    }

    private List<Segment> segments() {
      Map<Integer, List<Segment>> directory = epochs.get(epoch);
      return directory == null
          ? null
          : directory.computeIfAbsent(partition, p -> new ArrayList<>());
    }

    @Override
    void step() {
      switch (step) {
        case 0 -> readOrGoOn();
        case 1 -> poll();
        case 2 -> publish();
        case 3 -> lookAtFloor();
        case 4 -> acknowledge();
        default -> finish();
      }
    }

    private void readOrGoOn() {
      List<Segment> there = segments();
      if (there != null && number < there.size()) {
        take(there.get(number));
      } else if (pollable || fences.contains(Fence.END_OF_REMOVED)) {
        step = 1;
      } else {
        step = 5;
      }
    }

    private void take(Segment segment) {
      rows.addAll(segment.events);
      number++;
      step = 0;
      if (segment.last) {
        step = 5;
      }
    }

    private void finish() {
      all = !fences.contains(Fence.FLOOR_AT_END) || floor < epoch;
      end();
    }

    private void poll() {
      int count = pollable ? random.nextInt(3) : 0;
      while (count-- > 0 && !channels.get(partition).isEmpty()) {
        held.add(channels.get(partition).removeFirst());
      }
      marksLast = held.isEmpty() || random.nextBoolean();
      step = 2;
    }

    private void publish() {
      List<Segment> there = segments();
      if (there == null) {
        giveBack();
        end();
      } else if (number < there.size()) {
        giveBack();
        step = 0;
      } else {
        there.add(new Segment(List.copyOf(held), marksLast));
        step = 3;
      }
    }

    private void lookAtFloor() {
      if (fences.contains(Fence.FLOOR_AT_ACK) && floor >= epoch) {
        giveBack();
        end();
        return;
      }
      step = 4;
    }

    private void acknowledge() {
      List<Integer> events = List.copyOf(held);
      // Its time may have run out: then the events come again, and the answer says nothing of it.
      if (random.nextInt(10) == 0) {
        giveBack();
      } else {
        acked.addAll(held);
        held.clear();
        checkAcked();
      }
      take(new Segment(events, marksLast));
    }
  }
}
