package io.github.flumespark.sql.segment;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * The driver's part of the store: opens epochs, looks at what is in them, and removes them. For one
 * thread.
 */
public final class EpochStore {

  /** A task that has been writing one batch for so long is none. */
  private static final Duration ABANDONED = Duration.ofHours(1);

  private final SegmentStore segments;
  private final Layout layout;

  /** Makes a store; nothing is read or written yet. */
  public EpochStore(String root, Configuration hadoop) throws IOException {
    this.segments = new SegmentStore(root, hadoop);
    this.layout = segments.layout();
  }

  /** The part that tasks have as well. */
  public SegmentStore segments() {
    return segments;
  }

  /** What is wrong with a checkpoint there, for whoever runs the query; maybe nothing. */
  public List<String> warnings(boolean oneMachine) {
    return CheckpointAdvice.on(layout, segments.segmentFiles(), oneMachine);
  }

  /**
   * Makes the directories, with the permissions that Hadoop is told to give; deletes what a crash
   * has left, half of a removal and files that nobody can be writing; and tries whether the file
   * system can do what is asked of it.
   *
   * @return whether nothing was there before
   * @throws IOException if it can't; it says so
   */
  public boolean prepare(long nowMillis) throws IOException {
    boolean isNew = !layout.files().exists(layout.epochs());
    layout.files().delete(layout.removed(), true);
    for (Path directory : new Path[] {layout.written(), layout.epochs(), layout.floor()}) {
      segments.segmentFiles().makeDirectory(directory);
    }
    for (FileStatus file : layout.list(layout.written())) {
      if (file.getModificationTime() < nowMillis - ABANDONED.toMillis()) {
        layout.deleteQuietly(file.getPath());
      }
    }
    tryAMove();
    return isNew;
  }

  /** Whether it knows of no epoch, not even of one that is over. */
  public boolean isEmpty() throws IOException {
    return layout.floorNumber() < 1 && epochs().isEmpty();
  }

  /** Removes the directories, in which nothing has been put: so they are new the next time too. */
  public void forget() throws IOException {
    for (Path directory : new Path[] {layout.epochs(), layout.written(), layout.floor()}) {
      layout.files().delete(directory, true);
    }
  }

  /** Better now than with the first batch. */
  private void tryAMove() throws IOException {
    Path file = new Path(layout.written(), UUID.randomUUID().toString());
    Path target = new Path(layout.epochs(), "try-" + file.getName());
    try {
      try (OutputStream out = segments.segmentFiles().create(file)) {
        out.flush();
      }
      segments.segmentFiles().move(file, target);
    } finally {
      layout.deleteQuietly(file);
      layout.deleteQuietly(target);
    }
  }

  /**
   * Makes an epoch exist, if it doesn't.
   *
   * @throws EpochOverException if it is over: another driver works on the same checkpoint
   */
  public void open(long epoch) throws IOException {
    checkFloor(epoch);
    segments.segmentFiles().makeDirectory(layout.epoch(epoch));
    try {
      // Again: it may have been raised before the directory was there.
      checkFloor(epoch);
    } catch (EpochOverException e) {
      // Unless somebody has put something into it: that was not acknowledged, and goes with the
      // next removal.
      layout.deleteQuietly(layout.epoch(epoch));
      throw e;
    }
  }

  private void checkFloor(long epoch) throws IOException {
    long floor = layout.floorNumber();
    if (floor >= epoch) {
      throw new EpochOverException(epoch, floor, layout.root());
    }
  }

  /** The epochs that exist. */
  public SortedSet<Long> epochs() throws IOException {
    return layout.numbers(layout.epochs());
  }

  /** See {@link SegmentStore#ends}. */
  public Map<PartitionId, Segment.Header> ends(long epoch) throws IOException {
    return segments.ends(epoch);
  }

  /**
   * Ends this epoch and all before it, and removes them. From the moment on in which the floor is
   * raised, nobody can have a batch acknowledged for them.
   */
  public void removeUpTo(long epoch) throws IOException {
    raiseFloor(epoch);
    for (long number : epochs().headSet(epoch + 1)) {
      segments.segmentFiles().makeDirectory(layout.removed());
      Path away = new Path(layout.removed(), Layout.name(number) + "-" + UUID.randomUUID());
      if (!layout.files().rename(layout.epoch(number), away)) {
        throw new IOException("Could not move " + layout.epoch(number) + " to " + away);
      }
      layout.files().delete(away, true);
    }
  }

  private void raiseFloor(long epoch) throws IOException {
    SortedSet<Long> floors = layout.numbers(layout.floor());
    if (floors.isEmpty() || floors.last() < epoch) {
      segments.segmentFiles().makeDirectory(new Path(layout.floor(), Layout.name(epoch)));
    }
    for (long lower : floors.headSet(epoch)) {
      layout.deleteQuietly(new Path(layout.floor(), Layout.name(lower)));
    }
  }
}
