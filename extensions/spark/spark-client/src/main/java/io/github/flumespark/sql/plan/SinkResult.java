package io.github.flumespark.sql.plan;

import io.github.flumespark.sql.segment.Segment.End;
import io.github.flumespark.sql.segment.Segment.Header;
import io.github.flumespark.sql.segment.Totals;
import java.util.Collection;

/**
 * How a sink's part of an epoch has gone. Immutable.
 *
 * @param totals of all its partitions
 * @param longestWaitMillis for how long the sink was waited for, by the connection that waited
 *     longest
 * @param isRead whether anybody has read it: a query may not look at a micro-batch
 * @param mayHaveMore whether its end came for another reason than that there was nothing more
 * @param problem why it could not be polled; empty for no problem
 */
record SinkResult(
    Totals totals, long longestWaitMillis, boolean isRead, boolean mayHaveMore, String problem) {

  /** Sums up the last headers of a sink's partitions. */
  static SinkResult of(Collection<Header> ends) {
    Totals totals = Totals.NONE;
    long longest = 0;
    boolean more = false;
    String problem = "";
    for (Header end : ends) {
      totals = totals.plus(end.totals());
      longest = Math.max(longest, end.totals().waitMillis());
      // A reader that stopped in the middle, as that of a take(1), leaves a partition without end.
      more |= end.end() != End.DRAINED;
      problem = end.problem().isEmpty() ? problem : end.problem();
    }
    return new SinkResult(totals, longest, !ends.isEmpty(), more, problem);
  }
}
