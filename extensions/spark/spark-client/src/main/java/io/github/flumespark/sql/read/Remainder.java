package io.github.flumespark.sql.read;

import io.github.flumespark.sql.segment.Segment;
import io.github.flumespark.sql.segment.Segment.End;
import io.github.flumespark.sql.segment.SegmentStore;
import io.github.flumespark.sql.segment.Totals;
import java.io.IOException;

/**
 * What Real-time Mode has left unread of a partition's earlier epochs. It shuts each of them where
 * its segments end, so that no task of theirs that is still alive can add one which nobody would
 * read. For one thread.
 */
final class Remainder {

  private final SegmentStore store;
  private final SegmentWriter writer;
  private final long present;

  private Position next;
  private Position current;
  private Totals totals = Totals.NONE;

  /**
   * Begins; nothing is read yet.
   *
   * @param present the epoch before which it ends
   */
  Remainder(SegmentStore store, SegmentWriter writer, Position from, long present) {
    this.store = store;
    this.writer = writer;
    this.next = from;
    this.present = present;
  }

  /** Gets the next segment that has unread events; null when there is no more. */
  Segment next() throws IOException {
    while (next.epoch() < present) {
      Segment segment = store.read(next.epoch(), next.id(), next.segment());
      if (segment == null) {
        // If another attempt is faster, what it has made is read.
        writer.publish(
            next.epoch(), next.segment(), writer.empty(totals, End.FULL, ""), /* polled= */ null);
        continue;
      }
      current = next;
      totals = segment.header().totals();
      next = segment.isLast() ? next.nextEpoch() : next.nextSegment();
      if (segment.events().size() > current.row()) {
        return segment;
      }
    }
    return null;
  }

  /** Where the segment that was got last is, and from which of its rows on it is unread. */
  Position current() {
    return current;
  }

  /** What comes after it. */
  Position following() {
    return next;
  }
}
