package io.github.flumespark.sql;

import io.github.flumespark.client.ClientEvent;
import io.github.flumespark.client.EventBatch;
import io.github.flumespark.client.SinkAddress;
import io.github.flumespark.sql.BatchSource.Polled;
import io.github.flumespark.sql.Segment.End;
import io.github.flumespark.sql.SegmentStore.Publication;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

/**
 * The segments of one partition in one epoch, in order: those that exist, then new ones, polled and
 * written and only then acknowledged. See the package's description. For one thread.
 */
final class EpochReader {

  /** What it did, for the metrics. */
  static final class Counters {
    long polledEvents;
    long replayedEvents;
    long lostAcks;
  }

  /**
   * Some sinks give batches that are smaller than asked for, a hundred events at a time with
   * Flume's default channel: there, only a batch that is smaller than others says that the channel
   * is empty. Smaller ones than this are taken for a trickle.
   */
  private static final int SMALLEST_CAP = 50;

  private final SegmentStore store;
  private final FlumeInputPartition partition;
  private final BatchSource source;
  private final int batchSize;
  private final Duration pollTimeout;
  private final Duration fillTime;
  private final Clock clock;
  private final Counters counters = new Counters();

  private Instant started;
  private int number;
  private long total;
  private int largestBatch;
  private boolean pastExisting;
  private boolean ended;

  EpochReader(
      SegmentStore store,
      FlumeInputPartition partition,
      BatchSource source,
      FlumeOptions options,
      Clock clock) {
    this.store = store;
    this.partition = partition;
    this.source = source;
    this.batchSize = options.batchSize();
    this.pollTimeout = options.pollTimeout();
    this.fillTime = options.fillTime();
    this.clock = clock;
  }

  Counters counters() {
    return counters;
  }

  /**
   * Gets the next segment; null at the end. Those without events are left out.
   *
   * @throws IOException if a segment can't be read or written, or if the epoch is over
   */
  Segment next() throws IOException {
    while (!ended) {
      Segment segment = pastExisting ? fill() : existing();
      if (segment != null) {
        number++;
        total = segment.header().total();
        ended = segment.isLast();
        if (!segment.events().isEmpty()) {
          return segment;
        }
      }
    }
    return null;
  }

  private Segment existing() throws IOException {
    Segment segment = store.read(partition.epoch(), partition.id(), number);
    if (segment != null) {
      counters.replayedEvents += segment.events().size();
    } else {
      pastExisting = true;
      // Of a sink that is no longer among the options, what was polled is all there is.
      ended = !partition.pollable();
    }
    return segment;
  }

  /** Makes the next segment, or finds that another attempt did: null, then, and a look at it. */
  private Segment fill() throws IOException {
    if (started == null) {
      started = clock.instant();
    }
    int wanted = (int) Math.min(batchSize, Math.max(1, partition.maxEvents() - total));
    Polled polled = source.poll(wanted, pollTimeout);
    Segment segment =
        polled == null ? segment("", List.of(), End.DRAINED) : segment(polled, wanted);
    Publication result = null;
    try {
      result = store.publish(partition.epoch(), partition.id(), number, segment);
    } finally {
      // Also when it could not be written, or nobody knows whether it was.
      if (result != Publication.WON && polled != null) {
        polled.nack();
      }
    }
    return switch (result) {
      case WON -> {
        if (polled != null) {
          counters.polledEvents += segment.events().size();
          counters.lostAcks += polled.ack() ? 0 : 1;
        }
        yield segment;
      }
      case LOST -> {
        pastExisting = false;
        yield null;
      }
      case GONE ->
          throw new IOException(
              "Epoch %d is over: this attempt to read %s from it comes too late, and has taken"
                      .formatted(partition.epoch(), partition.id())
                  + " nothing");
    };
  }

  private Segment segment(Polled polled, int wanted) {
    EventBatch batch = polled.batch();
    return segment(batch.sequenceNumber(), batch.events(), end(batch.events().size(), wanted));
  }

  private Segment segment(String sequence, List<ClientEvent> events, End end) {
    SinkAddress sink = partition.id().sink();
    long received = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    return new Segment(
        new Segment.Header(
            UUID.randomUUID(), sink.toString(), sequence, received, total + events.size(), end),
        events);
  }

  private End end(int events, int wanted) {
    int smallestCap = partition.toTheEnd() ? 2 : SMALLEST_CAP;
    boolean full = events >= wanted || (events >= smallestCap && events >= largestBatch);
    largestBatch = Math.max(largestBatch, events);
    if (!full) {
      return End.DRAINED;
    }
    boolean shareUsed = total + events >= partition.maxEvents();
    boolean timeUsed = Duration.between(started, clock.instant()).compareTo(fillTime) >= 0;
    return shareUsed || timeUsed ? End.FULL : End.MORE;
  }
}
