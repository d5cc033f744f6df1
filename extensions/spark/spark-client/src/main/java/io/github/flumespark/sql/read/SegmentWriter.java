package io.github.flumespark.sql.read;

import io.github.flumespark.client.ClientEvent;
import io.github.flumespark.client.EventBatch;
import io.github.flumespark.sql.read.BatchSource.Polled;
import io.github.flumespark.sql.segment.PartitionId;
import io.github.flumespark.sql.segment.Segment;
import io.github.flumespark.sql.segment.Segment.End;
import io.github.flumespark.sql.segment.SegmentStore;
import io.github.flumespark.sql.segment.SegmentStore.Publication;
import io.github.flumespark.sql.segment.Totals;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * Makes segments of one partition out of what was polled, and acknowledges that only if they became
 * the partition's. For one thread.
 */
final class SegmentWriter {

  private final SegmentStore store;
  private final PartitionId id;
  private final Clock clock;
  private final ReadCounters counters;

  SegmentWriter(SegmentStore store, PartitionId id, Clock clock, ReadCounters counters) {
    this.store = store;
    this.id = id;
    this.clock = clock;
    this.counters = counters;
  }

  /** One without events. */
  Segment empty(Totals after, End end, String problem) {
    return new Segment(header("", after, end, problem), List.of());
  }

  /**
   * One of a batch, which is given back if that fails.
   *
   * @param before what the partition's segments had before it
   * @param waitedMillis for the batch
   * @param end how it ends, after so much
   */
  Segment of(Polled polled, Totals before, long waitedMillis, Function<Totals, End> end) {
    try {
      EventBatch batch = polled.batch();
      List<ClientEvent> events = batch.events();
      Totals after =
          before.plus(new Totals(events.size(), batch.taken(), bytes(events), 1, waitedMillis));
      return new Segment(header(batch.sequenceNumber(), after, end.apply(after), ""), events);
    } catch (RuntimeException | Error e) {
      polled.nack();
      throw e;
    }
  }

  private Segment.Header header(String sequence, Totals after, End end, String problem) {
    long received = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    return new Segment.Header(
        UUID.randomUUID(), id.sink().toString(), sequence, received, after, end, problem);
  }

  private static long bytes(List<ClientEvent> events) {
    long bytes = 0;
    for (ClientEvent event : events) {
      bytes += event.encodedHeaders().length + event.body().length;
    }
    return bytes;
  }

  /**
   * Tries to make this the segment of that number. The batch is acknowledged, or given back.
   *
   * @param polled what it is made of; null for one without events
   * @return whether it is: if not, another attempt's is
   * @throws IOException if the epoch is over, or if it could not be written
   */
  boolean publish(long epoch, int number, Segment segment, Polled polled) throws IOException {
    Publication result = null;
    try {
      result = store.publish(epoch, id, number, segment);
    } finally {
      // Also when it could not be written, or nobody knows whether it was.
      if (result != Publication.WON && polled != null) {
        polled.nack();
      }
    }
    if (result == Publication.GONE) {
      throw store.whyNotOpen(epoch, id);
    }
    if (result == Publication.WON && polled != null) {
      counters.polled(segment.events().size(), bytes(segment.events()));
      if (!polled.ack()) {
        counters.ackLost();
      }
    }
    return result == Publication.WON;
  }
}
