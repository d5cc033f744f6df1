package io.github.flumespark.sql;

import io.github.flumespark.client.ClientEvent;
import io.github.flumespark.sql.segment.Segment;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.types.UTF8String;

/** The rows of one segment after the other. For one thread. */
final class SegmentRows {

  private List<ClientEvent> events = List.of();
  private UTF8String sink;
  private UTF8String sequence;
  private long receivedMicros;
  private int given;
  private InternalRow row;

  /** Goes on with this segment, from this of its rows on. */
  void begin(Segment segment, int firstRow) {
    sink = UTF8String.fromString(segment.header().sink());
    sequence = UTF8String.fromString(segment.header().sequence());
    receivedMicros = segment.header().receivedMicros();
    events = segment.events();
    given = firstRow;
  }

  /** Whether there is another row, which is the present one then. */
  boolean next() {
    if (given == events.size()) {
      return false;
    }
    row = new EventRow(events.get(given), sink, sequence, receivedMicros);
    given++;
    return true;
  }

  InternalRow row() {
    return row;
  }

  /** How many of the segment's rows were given; all, if it has no more. */
  int given() {
    return given;
  }

  boolean hasMore() {
    return given < events.size();
  }

  long receivedMillis() {
    return receivedMicros / 1000;
  }
}
