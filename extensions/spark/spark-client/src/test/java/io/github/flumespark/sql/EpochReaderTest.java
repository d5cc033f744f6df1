package io.github.flumespark.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.flumespark.client.ClientEvent;
import io.github.flumespark.client.SinkAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one attempt of one task does, and what two do at the same time. */
class EpochReaderTest {

  private static final PartitionId ID = new PartitionId(new SinkAddress("agent", 9999), 0);

  @TempDir Path directory;

  private SegmentStore store;
  private Clock clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

  @BeforeEach
  void openEpoch() throws IOException {
    store = new SegmentStore(directory.toUri().toString(), new Configuration(false));
    store.open(1);
  }

  private EpochReader reader(BatchSource source, String... options) {
    return reader(source, Long.MAX_VALUE, true, options);
  }

  private EpochReader reader(
      BatchSource source, long maxEvents, boolean pollable, String... options) {
    Map<String, String> all = new java.util.HashMap<>(Map.of("sinks", "agent:9999"));
    for (String option : options) {
      all.put(option.split("=", 2)[0], option.split("=", 2)[1]);
    }
    return new EpochReader(
        store,
        new FlumeInputPartition(1, ID, maxEvents, pollable, false),
        source,
        FlumeOptions.parse(all),
        clock);
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
    List<ClientEvent> first = readAll(reader(FakeSource.of(25), "batchSize=10"));
    FakeSource more = FakeSource.of(5);
    EpochReader again = reader(more, "batchSize=10");
    assertThat(readAll(again)).isEqualTo(first).hasSize(25);
    assertThat(more.left()).isEqualTo(5);
    assertThat(again.counters().replayedEvents).isEqualTo(25);
    assertThat(again.counters().polledEvents).isZero();
  }

  @Test
  void anAttemptThatStoppedInTheMiddleIsContinued() throws IOException {
    FakeSource source = FakeSource.of(25);
    EpochReader stopped = reader(source, "batchSize=10");
    List<ClientEvent> head = stopped.next().events();
    List<ClientEvent> all = readAll(reader(source, "batchSize=10"));
    assertThat(all).hasSize(25).startsWith(head.toArray(ClientEvent[]::new));
    assertThat(all).isEqualTo(source.acked());
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
    EpochReader stopped = reader(source, "batchSize=10");
    List<ClientEvent> head = stopped.next().events();
    assertThat(readAll(reader(source, Long.MAX_VALUE, false))).isEqualTo(head).hasSize(10);
    assertThat(source.left()).isEqualTo(15);
  }

  @Test
  void anAttemptAfterTheEndOfTheEpochTakesNothing() throws IOException {
    FakeSource source = FakeSource.of(25);
    EpochReader late = reader(source, "batchSize=10");
    assertThat(late.next().events()).hasSize(10);
    store.removeUpTo(1);
    assertThatThrownBy(late::next).isInstanceOf(IOException.class).hasMessageContaining("too late");
    assertThat(source.acked()).hasSize(10);
    assertThat(source.left()).isEqualTo(15);
    assertThat(source.nacks()).isOne();
    try (Stream<Path> files = Files.walk(directory)) {
      assertThat(files.filter(Files::isRegularFile)).as("files that are left").isEmpty();
    }
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
    assertThat(reader.counters().lostAcks).isOne();
  }

  @Test
  void aShareIsKept() throws IOException {
    FakeSource source = FakeSource.of(25);
    assertThat(readAll(reader(source, 12, true, "batchSize=10"))).hasSize(12);
    assertThat(source.left()).isEqualTo(13);
    assertThat(store.ends(1).get(ID).end()).isEqualTo(Segment.End.FULL);
    assertThat(store.ends(1).get(ID).total()).isEqualTo(12);
  }

  @Test
  void aBatchThatIsNotFullEndsTheEpoch() throws IOException {
    FakeSource source = FakeSource.of(25);
    source.beforeAck(() -> source.with(1));
    assertThat(readAll(reader(source, "batchSize=10"))).hasSizeBetween(25, 30);
    assertThat(store.ends(1).get(ID).end()).isEqualTo(Segment.End.DRAINED);
    assertThat(source.left()).as("came after the last batch").isOne();
  }

  @Test
  void aSinkThatCapsItsBatchesIsReadOnAsLongAsTheyAreEquallyLarge() throws IOException {
    FakeSource source = new FakeSource(100, () -> {}).with(730);
    assertThat(readAll(reader(source, "batchSize=1000"))).hasSize(730);
    assertThat(store.ends(1).get(ID).end()).isEqualTo(Segment.End.DRAINED);
  }

  @Test
  void whenItsTimeIsUsedUpTheEpochEndsAtTheNextBatch() throws IOException {
    FakeSource source = FakeSource.of(1000);
    Instant start = Instant.EPOCH;
    AtomicReference<Instant> now = new AtomicReference<>(start);
    clock =
        new Clock() {
          @Override
          public Instant instant() {
            return now.updateAndGet(time -> time.plusMillis(100));
          }

          @Override
          public ZoneOffset getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(java.time.ZoneId zone) {
            return this;
          }
        };
    assertThat(readAll(reader(source, "batchSize=10", "fillTime=1 s"))).hasSizeBetween(10, 100);
    assertThat(store.ends(1).get(ID).end()).isEqualTo(Segment.End.FULL);
    assertThat(Duration.between(start, now.get())).isLessThan(Duration.ofSeconds(3));
  }

  @Test
  void attemptsAtTheSameTimeReadTheSameAndEachBatchIsInItOrGivenBack() throws Exception {
    int attempts = 4;
    ExecutorService threads = Executors.newFixedThreadPool(attempts);
    try {
      for (int round = 1; round <= 20; round++) {
        FakeSource source = new FakeSource(7, Thread::yield).with(60);
        Path root = directory.resolve("race-" + round);
        store = new SegmentStore(root.toUri().toString(), new Configuration(false));
        store.open(1);
        List<Callable<List<ClientEvent>>> tasks = new ArrayList<>();
        for (int i = 0; i < attempts; i++) {
          EpochReader reader = reader(source, "batchSize=7");
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
