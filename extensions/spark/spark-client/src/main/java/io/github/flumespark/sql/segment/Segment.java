package io.github.flumespark.sql.segment;

import io.github.flumespark.client.ClientEvent;
import java.util.List;
import java.util.UUID;

/**
 * One polled batch, as it lies in a file; or none, where a partition ended without one. Immutable.
 *
 * @param header all but the events
 * @param events in the sink's order
 */
public record Segment(Header header, List<ClientEvent> events) {

  /**
   * What can be read of a segment without its events.
   *
   * @param writer never the same for two files: tells whose file became the segment
   * @param sink its address
   * @param sequence by which the batch was acknowledged; empty for none
   * @param receivedMicros when the batch had been received, since 1970
   * @param totals of the partition in this epoch, this segment's included
   * @param end what comes after it
   * @param problem why the sink could not be polled; empty for no problem. So an executor tells the
   *     driver
   */
  public record Header(
      UUID writer,
      String sink,
      String sequence,
      long receivedMicros,
      Totals totals,
      End end,
      String problem) {}

  /** What comes after a segment. Files have these names. */
  public enum End {
    /** Another segment of the same epoch. */
    MORE,
    /** Nothing in this epoch; the sink had nothing more. */
    DRAINED,
    /** Nothing in this epoch, though the sink may have more. */
    FULL
  }

  public boolean isLast() {
    return header.end() != End.MORE;
  }
}
