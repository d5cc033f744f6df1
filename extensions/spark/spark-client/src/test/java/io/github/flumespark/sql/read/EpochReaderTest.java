package io.github.flumespark.sql.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.flumespark.client.ClientEvent;
import io.github.flumespark.client.SinkAddress;
import io.github.flumespark.sql.segment.EpochStore;
import io.github.flumespark.sql.segment.PartitionId;
import io.github.flumespark.sql.segment.Segment;
import io.github.flumespark.sql.segment.SegmentStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one attempt of one task does, and what two do at the same time. */
class EpochReaderTest {

  private static final PartitionId ID = new PartitionId(new SinkAddress("agent", 9999), 0);

  private static final long ANY = Long.MAX_VALUE;

  @TempDir Path directory;

  private EpochStore epochs;
  private SegmentStore store;
  private final Clock clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
  private LongSupplier nanoClock = () -> 0;

  @BeforeEach
  void openEpoch() throws IOException {
    openEpoch(directory);
  }

  private void openEpoch(Path root) throws IOException {
    epochs = new EpochStore(root.toUri().toString(), new Configuration(false));
    store = epochs.segments();
    epochs.open(1);
  }

  private EpochReader reader(BatchSource source) {
    return reader(source, 1000);
  }

  private EpochReader reader(BatchSource source, int batchSize) {
    return reader(source, Share.ofAll(ID), true, batchSize);
  }

  private EpochReader reader(BatchSource source, Share share, boolean pollable, int batchSize) {
    EpochTask task =
        new EpochTask(
            1, share, Position.startOf(ID, 1), pollable, true, true, Duration.ofSeconds(1));
    return new EpochReader(store, task, source, batchSize, clock, nanoClock);
  }

  private static List<ClientEvent> readAll(EpochReader reader) throws IOException {
    List<ClientEvent> events = new ArrayList<>();
    for (Segment segment = reader.next(); segment != null; segment = reader.next()) {
      events.addAll(segment.events());
    }
    return events;
  }

  @Test
  void eventsAreInASegmentBeforeTheyAreAcknowledged() throws IOException {
    FakeSource source = FakeSource.of(3);
    AtomicReference<Segment> seen = new AtomicReference<>();
    source.beforeAck(() -> seen.set(segment(0)));
    List<ClientEvent> events = readAll(reader(source));
    assertThat(events).hasSize(3).isEqualTo(source.acked());
    assertThat(seen.get().events()).isEqualTo(events);
    assertThat(source.nacks()).isZero();
    assertThat(source.left()).isZero();
  }

  private Segment segment(int number) {
    try {
      return store.read(1, ID, number);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void anAttemptThatRunsAgainGetsTheSameAndPollsNothing() throws IOException {
    List<ClientEvent> first = readAll(reader(FakeSource.of(25), 10));
    FakeSource more = FakeSource.of(5);
    EpochReader again = reader(more, 10);
    assertThat(readAll(again)).isEqualTo(first).hasSize(25);
    assertThat(more.left()).isEqualTo(5);
    assertThat(again.counters().replayedEvents()).isEqualTo(25);
    assertThat(again.counters().polledEvents()).isZero();
  }

  @Test
  void anAttemptThatStoppedInTheMiddleIsContinued() throws IOException {
    FakeSource source = FakeSource.of(25);
    EpochReader stopped = reader(source, 10);
    List<ClientEvent> head = stopped.next().events();
    List<ClientEvent> all = readAll(reader(source, 10));
    assertThat(all).hasSize(25).startsWith(head.toArray(ClientEvent[]::new));
    assertThat(all).isEqualTo(source.acked());
  }

  @Test
  void aTargetIsReadToItsEndHoweverLongThatTakes() throws IOException {
    AtomicLong now = new AtomicLong();
    nanoClock = () -> now.addAndGet(Duration.ofMillis(500).toNanos());
    FakeSource source = FakeSource.of(455);
    assertThat(readAll(reader(source, new Share(ID, 455, ANY, ANY), true, 10))).hasSize(455);
    assertThat(source.left()).isZero();
  }

  @Test
  void thatThereWasNothingIsRememberedToo() throws IOException {
    assertThat(readAll(reader(FakeSource.of(0)))).isEmpty();
    assertThat(readAll(reader(FakeSource.of(5)))).isEmpty();
    assertThat(store.ends(1).get(ID).end()).isEqualTo(Segment.End.DRAINED);
  }

  @Test
  void ofASinkThatIsNoLongerConfiguredOnlyWhatWasPolledIsRead() throws IOException {
    FakeSource source = FakeSource.of(25);
    EpochReader stopped = reader(source, 10);
    List<ClientEvent> head = stopped.next().events();
    assertThat(readAll(reader(source, Share.ofAll(ID), false, 10))).isEqualTo(head).hasSize(10);
    assertThat(source.left()).isEqualTo(15);
    // The task of the driver before goes on, and finds its partition shut.
    assertThat(readAll(stopped)).isEmpty();
    assertThat(source.acked()).isEqualTo(head);
    assertThat(source.left()).isEqualTo(15);
  }

  @Test
  void aMachineThatDoesNotSeeTheEpochPollsNothingAndSaysSo() throws IOException {
    FakeSource source = FakeSource.of(5);
    Files.delete(directory.resolve("epochs/000000000001"));
    assertThatThrownBy(() -> reader(source).next())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("does not see");
    assertThat(source.left()).isEqualTo(5);
    assertThat(source.nacks()).isZero();
  }

  @Test
  void aSinkThatCannotBePolledIsToldToTheDriver() throws IOException {
    FakeSource source = FakeSource.of(0);
    source.breakDown("no route to host");
    assertThat(readAll(reader(source))).isEmpty();
    assertThat(store.ends(1).get(ID).problem()).isEqualTo("no route to host");
  }

  @Test
  void anAttemptAfterTheEndOfTheEpochTakesNothing() throws IOException {
    FakeSource source = FakeSource.of(25);
    EpochReader late = reader(source, 10);
    assertThat(late.next().events()).hasSize(10);
    epochs.removeUpTo(1);
    assertThatThrownBy(late::next).isInstanceOf(IOException.class).hasMessageContaining("too late");
    assertThat(source.acked()).hasSize(10);
    assertThat(source.left()).isEqualTo(15);
    assertThat(source.nacks()).isOne();
    try (Stream<Path> files = Files.walk(directory)) {
      assertThat(files.filter(Files::isRegularFile)).as("files that are left").isEmpty();
    }
  }

  @Test
  void whatLiesInADirectoryThatWasMadeAgainIsNotTaken() throws IOException {
    readAll(reader(FakeSource.of(3)));
    Path segments = directory.resolve("epochs/000000000001");
    Path kept = directory.resolve("kept");
    Files.move(segments, kept);
    Files.createDirectory(segments);
    epochs.removeUpTo(1);
    Files.move(kept, segments);
    EpochReader late = reader(FakeSource.of(0));
    assertThatThrownBy(() -> readAll(late))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("too late");
  }

  @Test
  void aBatchThatCannotBeWrittenIsGivenBack() throws IOException {
    FakeSource source = FakeSource.of(5);
    // A file where a directory should be.
    Files.writeString(directory.resolve("written"), "");
    assertThatThrownBy(() -> reader(source).next()).isInstanceOf(IOException.class);
    assertThat(source.acked()).isEmpty();
    assertThat(source.left()).isEqualTo(5);
  }

  @Test
  void aLostAcknowledgementLosesNothing() throws IOException {
    FakeSource source = FakeSource.of(5);
    source.loseAcks();
    EpochReader reader = reader(source);
    assertThat(readAll(reader)).hasSize(5);
    assertThat(reader.counters().lostAcks()).isOne();
  }

  @Test
  void aShareIsKept() throws IOException {
    FakeSource source = FakeSource.of(25);
    Share share = new Share(ID, 0, 12, Long.MAX_VALUE);
    assertThat(readAll(reader(source, share, true, 10))).hasSize(12);
    assertThat(source.left()).isEqualTo(13);
    assertThat(store.ends(1).get(ID).end()).isEqualTo(Segment.End.FULL);
    assertThat(store.ends(1).get(ID).totals().events()).isEqualTo(12);
  }

  @Test
  void aBatchThatIsNotFullSaysNothing() throws IOException {
    // As of a sink that caps its batches: now more, now less.
    FakeSource source = new FakeSource(100, () -> {}).with(730);
    assertThat(readAll(reader(source))).hasSize(730);
    assertThat(store.ends(1).get(ID).end()).isEqualTo(Segment.End.DRAINED);
    assertThat(source.left()).isZero();
  }

  @Test
  void aTargetEndsTheEpochWithItsLastBatch() throws IOException {
    FakeSource source = FakeSource.of(35);
    Share share = new Share(ID, 25, Long.MAX_VALUE, Long.MAX_VALUE);
    assertThat(readAll(reader(source, share, true, 10))).hasSize(35 - source.left());
    // Ten are a full batch: what trickles in beyond the target would be left.
    assertThat(source.left()).isZero();
    assertThat(store.read(1, ID, 3).isLast()).as("no file for the end alone").isTrue();
  }

  @Test
  void attemptsAtTheSameTimeReadTheSameAndEachBatchIsInItOrGivenBack() throws Exception {
    int attempts = 4;
    ExecutorService threads = Executors.newFixedThreadPool(attempts);
    try {
      for (int round = 1; round <= 20; round++) {
        FakeSource source = new FakeSource(7, Thread::yield).with(60);
        Path root = directory.resolve("race-" + round);
        openEpoch(root);
        List<Callable<List<ClientEvent>>> tasks = new ArrayList<>();
        for (int i = 0; i < attempts; i++) {
          EpochReader reader = reader(source, 7);
          tasks.add(() -> readAll(reader));
        }
        List<Future<List<ClientEvent>>> results = threads.invokeAll(tasks);
        List<ClientEvent> first = results.get(0).get();
        for (Future<List<ClientEvent>> result : results) {
          assertThat(result.get()).isEqualTo(first);
        }
        assertThat(source.acked()).containsExactlyInAnyOrderElementsOf(first);
        assertThat(source.acked().size() + source.left()).isEqualTo(60);
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
