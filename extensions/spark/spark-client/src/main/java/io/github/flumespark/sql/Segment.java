package io.github.flumespark.sql;

import io.github.flumespark.client.ClientEvent;
import java.util.List;
import java.util.UUID;

/**
 * One polled batch, as it lies in a file; or none, where a partition ended without one. Immutable.
 *
 * @param header all but the events
 * @param events in the sink's order
 */
record Segment(Header header, List<ClientEvent> events) {

  /**
   * What can be read of a segment without its events.
   *
   * @param writer never the same for two files: tells whose file became the segment
   * @param sink its address
   * @param sequence by which the batch was acknowledged; empty for none
   * @param receivedMicros when the batch had been received, since 1970
   * @param total the events of the partition in this epoch, this segment's included
   * @param end what comes after it
   */
  record Header(
      UUID writer, String sink, String sequence, long receivedMicros, long total, End end) {}

  /** What comes after a segment. Files have these names. */
  enum End {
    /** Another segment of the same epoch. */
    MORE,
    /** Nothing in this epoch; the sink seems to have nothing more either. */
    DRAINED,
    /** Nothing in this epoch: its time or share is used up, and the sink has more. */
    FULL
  }

  boolean isLast() {
    return header.end() != End.MORE;
  }
}
