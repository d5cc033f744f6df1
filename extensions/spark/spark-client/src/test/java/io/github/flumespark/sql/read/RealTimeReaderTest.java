package io.github.flumespark.sql.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.flumespark.client.ClientEvent;
import io.github.flumespark.client.SinkAddress;
import io.github.flumespark.sql.segment.EpochStore;
import io.github.flumespark.sql.segment.PartitionId;
import io.github.flumespark.sql.segment.Segment;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one attempt of one task does in Real-time Mode, and what the next epoch makes of it. */
class RealTimeReaderTest {

  private static final PartitionId ID = new PartitionId(new SinkAddress("agent", 9999), 0);
  private static final Duration SECOND = Duration.ofSeconds(1);

  @TempDir Path directory;

  private EpochStore epochs;
  private final Clock clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
  private final AtomicLong nanos = new AtomicLong();

  @BeforeEach
  void openEpochs() throws IOException {
    epochs = new EpochStore(directory.toUri().toString(), new Configuration(false));
    for (int epoch = 1; epoch <= 3; epoch++) {
      epochs.open(epoch);
    }
  }

  /** In batches of three; time passes while it waits. */
  private FakeSource source(int events) {
    FakeSource source = new FakeSource(3, () -> {}).with(events);
    source.whileWaiting(() -> nanos.addAndGet(Duration.ofMillis(100).toNanos()));
    return source;
  }

  private RealTimeReader reader(FakeSource source, long epoch, Position from) {
    return reader(source, new RealTimeTask(epoch, from, true));
  }

  private RealTimeReader reader(FakeSource source, RealTimeTask task) {
    return new RealTimeReader(epochs.segments(), task, source, 1000, clock, nanos::get);
  }

  private EpochReader microBatch(FakeSource source, long epoch, Position from) {
    Share share = new Share(ID, 0, 0, Long.MAX_VALUE);
    EpochTask task = new EpochTask(epoch, share, from, true, true, true, SECOND);
    return new EpochReader(epochs.segments(), task, source, 1000, clock, nanos::get);
  }

  private static List<ClientEvent> readAll(RealTimeReader reader) throws IOException {
    List<ClientEvent> events = new ArrayList<>();
    for (Segment segment = reader.next(SECOND); segment != null; segment = reader.next(SECOND)) {
      events.addAll(segment.events().subList(reader.current().row(), segment.events().size()));
    }
    return events;
  }

  private static List<ClientEvent> readAll(EpochReader reader) throws IOException {
    List<ClientEvent> events = new ArrayList<>();
    for (Segment segment = reader.next(); segment != null; segment = reader.next()) {
      events.addAll(segment.events().subList(reader.firstRow(), segment.events().size()));
    }
    return events;
  }

  private static Position start(long epoch) {
    return Position.startOf(ID, epoch);
  }

  @Test
  void aBatchIsASegmentAndAcknowledgedBeforeItsRowsAreGivenOut() throws IOException {
    FakeSource source = source(7);
    RealTimeReader reader = reader(source, 1, start(1));
    Segment first = reader.next(SECOND);
    assertThat(first.events()).hasSize(3).isEqualTo(source.acked());
    assertThat(epochs.segments().read(1, ID, 0).events()).isEqualTo(first.events());
    assertThat(readAll(reader)).hasSize(4);
    assertThat(reader.following()).isEqualTo(new Position(ID, 1, 3, 0));
    assertThat(reader.isEnded()).isFalse();
  }

  @Test
  void itWaitsForEventsAsLongAsItIsToldAndNoLonger() throws IOException {
    FakeSource source = source(0);
    RealTimeReader reader = reader(source, 1, start(1));
    assertThat(reader.next(SECOND)).isNull();
    assertThat(Duration.ofNanos(nanos.get())).isEqualTo(SECOND);
    source.with(2);
    assertThat(reader.next(SECOND).events()).hasSize(2);
  }

  @Test
  void anAttemptThatRunsAgainGetsTheSameFirst() throws IOException {
    FakeSource source = source(5);
    List<ClientEvent> first = readAll(reader(source, 1, start(1)));
    source.with(1);
    assertThat(readAll(reader(source, 1, start(1))))
        .hasSize(6)
        .startsWith(first.toArray(ClientEvent[]::new));
  }

  @Test
  void theNextEpochGoesOnInTheMiddleOfASegment() throws IOException {
    FakeSource source = source(5);
    List<ClientEvent> all = readAll(reader(source, 1, start(1)));
    Position inTheMiddle = new Position(ID, 1, 0, 2);
    source.with(2);
    RealTimeReader next = reader(source, 2, inTheMiddle);
    assertThat(readAll(next)).hasSize(5).startsWith(all.get(2), all.get(3), all.get(4));
    assertThat(next.following().epoch()).isEqualTo(2);
  }

  @Test
  void aTaskOfTheLastEpochThatIsStillAliveCanAddNothingToIt() throws IOException {
    FakeSource source = source(3);
    RealTimeReader alive = reader(source, 1, start(1));
    assertThat(alive.next(SECOND).events()).hasSize(3);
    FakeSource none = source(0);
    assertThat(readAll(reader(none, 2, new Position(ID, 1, 1, 0)))).isEmpty();
    source.with(2);
    assertThat(alive.next(SECOND)).isNull();
    assertThat(alive.isEnded()).isTrue();
    assertThat(source.acked()).hasSize(3);
    assertThat(source.left()).as("events that went back").isEqualTo(2);
  }

  @Test
  void whatItAddedJustBeforeThatIsReadByTheNextEpoch() throws IOException {
    FakeSource source = source(3);
    RealTimeReader alive = reader(source, 1, start(1));
    alive.next(SECOND);
    source.with(2);
    List<ClientEvent> late = alive.next(SECOND).events();
    assertThat(readAll(reader(source(0), 2, new Position(ID, 1, 1, 0)))).isEqualTo(late);
  }

  @Test
  void anEpochThatAMicroBatchHasEndedIsNotGoneOnWith() throws IOException {
    microBatchOf(2);
    FakeSource source = source(1);
    RealTimeReader reader = reader(source, 1, start(1));
    assertThat(readAll(reader)).hasSize(2);
    assertThat(reader.isEnded()).isTrue();
    assertThat(reader.isFinished()).isFalse();
    assertThat(reader.following()).isEqualTo(start(2));
    assertThat(source.left()).isEqualTo(1);
  }

  private void microBatchOf(int events) throws IOException {
    EpochTask task =
        new EpochTask(1, Share.ofAll(ID), start(1), true, true, true, Duration.ofSeconds(1));
    EpochReader reader =
        new EpochReader(epochs.segments(), task, source(events), 1000, clock, nanos::get);
    assertThat(readAll(reader)).hasSize(events);
  }

  @Test
  void aMicroBatchReadsWhatIsLeftAndPollsNothingWithoutAShare() throws IOException {
    FakeSource source = source(5);
    List<ClientEvent> all = readAll(reader(source, 1, start(1)));
    source.with(1);
    EpochReader micro = microBatch(source, 3, new Position(ID, 1, 0, 1));
    assertThat(readAll(micro)).isEqualTo(all.subList(1, 5));
    assertThat(source.left()).isEqualTo(1);
    assertThat(readAll(microBatch(source, 3, new Position(ID, 1, 0, 1))))
        .as("what a second attempt reads")
        .isEqualTo(all.subList(1, 5));
  }

  @Test
  void ofASinkThatIsNoLongerConfiguredOnlyWhatWasPolledIsRead() throws IOException {
    FakeSource source = source(5);
    readAll(reader(source, 1, start(1)));
    source.with(1);
    RealTimeReader last =
        reader(source, new RealTimeTask(2, new Position(ID, 1, 1, 0), /* pollable= */ false));
    assertThat(readAll(last)).hasSize(2);
    assertThat(last.isFinished()).isTrue();
    assertThat(source.left()).isEqualTo(1);
  }

  @Test
  void aSinkThatIsDownIsTriedAgainAfterAPause() throws IOException {
    FakeSource source = source(0);
    source.breakDown("no route");
    source.whileWaiting(() -> nanos.addAndGet(SECOND.toNanos()));
    RealTimeReader reader = reader(source, 1, start(1));
    assertThat(reader.next(SECOND)).isNull();
    source.breakDown("");
    source.with(1);
    nanos.addAndGet(SECOND.toNanos());
    assertThat(reader.next(SECOND.multipliedBy(2)).events()).hasSize(1);
  }

  @Test
  void anEpochThatIsOverGetsNoSegmentAndItsBatchGoesBack() throws IOException {
    FakeSource source = source(2);
    RealTimeReader reader = reader(source, 1, start(1));
    source.whileWaiting(
        () -> {
          try {
            epochs.removeUpTo(1);
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
    assertThatThrownBy(() -> reader.next(SECOND)).hasMessageContaining("Epoch 1 is over");
    assertThat(source.left()).isEqualTo(2);
  }

  @Test
  void aTaskThatIsInterruptedEnds() {
    RealTimeReader reader = reader(source(0), 1, start(1));
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> reader.next(SECOND)).isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
  }
}
