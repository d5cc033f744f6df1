package io.github.flumespark.sql.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.flumespark.client.SinkAddress;
import io.github.flumespark.client.SinkState;
import io.github.flumespark.sql.options.FlumeOptions;
import io.github.flumespark.sql.options.TriggerLimits;
import io.github.flumespark.sql.read.EpochTask;
import io.github.flumespark.sql.read.Position;
import io.github.flumespark.sql.read.RealTimeTask;
import io.github.flumespark.sql.read.Share;
import io.github.flumespark.sql.segment.EpochStore;
import io.github.flumespark.sql.segment.PartitionId;
import io.github.flumespark.sql.segment.Segment;
import io.github.flumespark.sql.segment.Segment.End;
import io.github.flumespark.sql.segment.Totals;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the driver decides, by what it sees of two sinks and by segments. */
class EpochPlannerTest {

  private static final SinkAddress A = new SinkAddress("a", 1);
  private static final SinkAddress B = new SinkAddress("b", 1);
  private static final long ANY = Long.MAX_VALUE;

  @TempDir Path directory;

  private final ManualTime time = new ManualTime();
  private final FakeWatch a = new FakeWatch(A, time);
  private final FakeWatch b = new FakeWatch(B, time);
  private EpochStore store;
  private EpochPlanner planner;

  @BeforeEach
  void create() throws IOException {
    store = new EpochStore(directory.toUri().toString(), new Configuration(false));
    start();
  }

  private void start(String... options) {
    Map<String, String> all = new HashMap<>(Map.of("sinks", "a:1,b:1"));
    for (String option : options) {
      all.put(option.split("=", 2)[0], option.split("=", 2)[1]);
    }
    planner = new EpochPlanner(FlumeOptions.parse(all), store, List.of(a, b), time);
  }

  private static PartitionId id(SinkAddress sink, int connection) {
    return new PartitionId(sink, connection);
  }

  private static Share all(SinkAddress sink, long target) {
    return new Share(id(sink, 0), target, ANY, ANY);
  }

  private EpochTask task(long epoch, Share share) {
    return planner.task(epoch, share, Position.startOf(share.id(), epoch), true, 1);
  }

  private FlumeOffset next(FlumeOffset start) throws Exception {
    return planner.next(start, TriggerLimits.NONE);
  }

  /** A partition's only segment in an epoch. */
  private void segment(long epoch, PartitionId partition, Totals totals, End end, String problem)
      throws IOException {
    store.open(epoch);
    store
        .segments()
        .publish(
            epoch,
            partition,
            0,
            new Segment(
                new Segment.Header(
                    UUID.randomUUID(), partition.sink().toString(), "", 0, totals, end, problem),
                List.of()));
  }

  private void read(long epoch, SinkAddress sink, long events, End end) throws IOException {
    segment(epoch, id(sink, 0), new Totals(events, events, 10 * events, 1, 100), end, "");
  }

  /** As many as there may be, after such a wait. */
  private void read(long epoch, SinkAddress sink, long events, long waitMillis) throws IOException {
    segment(epoch, id(sink, 0), new Totals(events, events, events, 1, waitMillis), End.FULL, "");
  }

  private static FlumeOffset of(long epoch, Share... shares) {
    return new FlumeOffset(epoch, List.of(shares));
  }

  @Test
  void aStreamThatHasNeverHadAnythingHasNoOffset() throws Exception {
    assertThat(next(FlumeOffset.INITIAL)).isNull();
    assertThat(planner.latest().json())
        .isEqualTo("{\"epoch\":0,\"eventsBehind\":{\"a:1\":0,\"b:1\":0}}");
  }

  @Test
  void withoutEventsTheOffsetStaysAsItIs() throws Exception {
    FlumeOffset start = of(4, all(A, 10));
    read(4, A, 10, End.FULL);
    assertThat(next(start)).isSameAs(start);
    assertThat(planner.metrics(true))
        .containsEntry("epoch", "4")
        .containsEntry("eventsInEpoch", "10")
        .containsEntry("bytesInEpoch", "100")
        .containsEntry("sinksUp", "2")
        .containsEntry("eventsBehind", "0");
    assertThat(planner.metrics(false))
        .as("of a micro-batch that had nothing of this source")
        .containsEntry("epoch", "4")
        .containsEntry("eventsInEpoch", "0")
        .containsEntry("bytesInEpoch", "0")
        .containsEntry("pollsInEpoch", "0")
        .containsEntry("waitMillisInEpoch", "0")
        .containsEntry("sinksUp", "2");
  }

  @Test
  void theEventsThatAreThereAreTheTarget() throws Exception {
    a.tells(70);
    assertThat(next(FlumeOffset.INITIAL)).isEqualTo(of(1, all(A, 70)));
    assertThat(planner.latest().json())
        .isEqualTo("{\"epoch\":1,\"eventsBehind\":{\"a:1\":70,\"b:1\":0}}");
  }

  @Test
  void eachLookIsANewQuestion() throws Exception {
    next(FlumeOffset.INITIAL);
    int asked = a.asked;
    a.tells(1);
    assertThat(next(FlumeOffset.INITIAL)).isNotNull();
    assertThat(a.asked).isGreaterThan(asked);
  }

  @Test
  void anIdleQueryAsksEverMoreRarelyUpToTenTimesInASecond() throws Exception {
    next(FlumeOffset.INITIAL);
    time.slept();
    Duration slept = Duration.ZERO;
    for (int i = 0; i < 10; i++) {
      next(FlumeOffset.INITIAL);
      slept = time.slept();
    }
    assertThat(slept).isEqualTo(Duration.ofMillis(100));
    a.tells(1);
    assertThat(next(FlumeOffset.INITIAL)).isNotNull();
    a.tells(0);
    time.slept();
    next(of(1, all(A, 1)));
    assertThat(time.slept()).as("after a micro-batch").isZero();
  }

  @Test
  void aTriggerThatPausesIsNotHeldUp() throws Exception {
    for (int i = 0; i < 10; i++) {
      time.pass(Duration.ofSeconds(5));
      next(FlumeOffset.INITIAL);
    }
    assertThat(time.slept()).isZero();
  }

  @Test
  void aSinkThatStallsHoldsUpTheOthersOnce() throws Exception {
    a.tells(5).answers = false;
    b.tells(7);
    next(FlumeOffset.INITIAL);
    Duration first = a.waits.get(a.waits.size() - 1);
    assertThat(first).as("it may have to be connected to").isGreaterThan(Duration.ofSeconds(5));
    read(1, B, 7, End.FULL);
    assertThat(next(of(1, all(B, 7))))
        .as("what it had is not asked for")
        .isEqualTo(of(2, all(B, 7)));
    assertThat(a.waits.get(a.waits.size() - 1)).isZero();
  }

  @Test
  void aSinkThatHasStalledIsWaitedForAgain() throws Exception {
    next(FlumeOffset.INITIAL);
    a.answers = false;
    next(FlumeOffset.INITIAL);
    next(FlumeOffset.INITIAL);
    a.answers = true;
    a.tells(3);
    time.pass(Duration.ofSeconds(5));
    assertThat(next(FlumeOffset.INITIAL)).isEqualTo(of(1, all(A, 3)));
  }

  @Test
  void aSinkIsWaitedForHoweverLongAgoTheLastMicroBatchWas() throws Exception {
    a.tells(10);
    FlumeOffset first = next(FlumeOffset.INITIAL);
    read(1, A, 10, End.DRAINED);
    planner.conclude(first);
    time.pass(Duration.ofHours(1));
    a.tells(20);
    assertThat(next(first)).isEqualTo(of(2, all(A, 20)));
  }

  @Test
  void aSinkThatDoesNotTellIsWaitedForAsLongAsAPoll() throws Exception {
    a.sees(false).answers = false;
    next(FlumeOffset.INITIAL);
    next(FlumeOffset.INITIAL);
    assertThat(a.waits.get(a.waits.size() - 1)).isEqualTo(Duration.ofMillis(500));
    // The micro-batches of the query's other sources are not held up.
    planner.batchBegun();
    next(FlumeOffset.INITIAL);
    assertThat(a.waits.get(a.waits.size() - 1)).isZero();
  }

  @Test
  void sinksThatDoNotTellAreWaitedForAtTheSameTime() throws Exception {
    a.sees(false).answers = false;
    b.sees(false).answers = false;
    long start = time.nanoTime();
    next(FlumeOffset.INITIAL);
    assertThat(Duration.ofNanos(time.nanoTime() - start))
        .as("they may have to be connected to")
        .isEqualTo(Duration.ofSeconds(6));
    start = time.nanoTime();
    next(FlumeOffset.INITIAL);
    assertThat(Duration.ofNanos(time.nanoTime() - start).minus(time.slept()))
        .isEqualTo(Duration.ofMillis(500));
    start = time.nanoTime();
    planner.drain();
    next(FlumeOffset.INITIAL);
    assertThat(Duration.ofNanos(time.nanoTime() - start)).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void aSinkThatDoesNotTellIsReadWhenItIsSeenToHaveEventsAndAskedAsSoonAsThatIsOver()
      throws Exception {
    a.sees(true);
    assertThat(next(FlumeOffset.INITIAL)).isEqualTo(of(1, all(A, 0)));
    assertThat(a.isTaken).isTrue();
    read(1, A, 10, End.DRAINED);
    int asked = a.asked;
    planner.conclude(of(1, all(A, 0)));
    assertThat(a.asked).as("before the next trigger").isGreaterThan(asked);
  }

  @Test
  void oneThatDoesNotTellAndHadMoreIsReadAgainWithoutBeingAsked() throws Exception {
    a.sees(false);
    read(4, A, 10, End.FULL);
    assertThat(next(of(4, all(A, 0)))).isEqualTo(of(5, all(A, 0)));
  }

  @Test
  void howLongAReaderGoesOnFollowsFromTheTriggersPauseWhereNobodyKnowsHowMuchThereIs()
      throws Exception {
    a.sees(true);
    next(FlumeOffset.INITIAL);
    read(1, A, 1, End.DRAINED);
    planner.conclude(of(1, all(A, 0)));
    time.pass(Duration.ofHours(1));
    a.sees(true);
    next(of(1, all(A, 0)));
    assertThat(task(2, all(A, 0)).fillTime()).isEqualTo(Duration.ofHours(1));
    start("fillTime=5s");
    assertThat(task(2, all(A, 0)).fillTime()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void howLongAReaderGoesOnBeyondWhatWasThereLeavesRoomForTheNextTrigger() throws Exception {
    assertThat(task(1, all(A, 5)).fillTime()).isZero();
    for (int i = 0; i < 3; i++) {
      a.tells(5);
      next(of(i, all(A, 5)));
      planner.conclude(of(i + 1, all(A, 5)));
      time.pass(Duration.ofMillis(500));
    }
    // A look takes its time, too.
    assertThat(task(4, all(A, 5)).fillTime())
        .isBetween(Duration.ofMillis(250), Duration.ofMillis(260));
    assertThat(planner.task(4, all(A, 5), Position.startOf(id(A, 0), 4), true, 5).fillTime())
        .as("five tasks, one after the other")
        .isBetween(Duration.ofMillis(50), Duration.ofMillis(52));
    start("fillTime=5s");
    assertThat(task(4, all(A, 5)).fillTime()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void whatIsNotAmongTheOptionsMayNotBePolled() {
    EpochTask present = task(1, all(A, 1));
    assertThat(present.pollable()).isTrue();
    assertThat(task(1, Share.ofAll(id(A, 1))).pollable()).as("a connection too many").isFalse();
    assertThat(task(1, Share.ofAll(id(new SinkAddress("gone", 1), 0))).pollable()).isFalse();
  }

  @Test
  void whatWasPolledForAnEpochThatIsNotInSparksLogIsReadInIt() throws Exception {
    PartitionId gone = id(new SinkAddress("elsewhere", 1), 0);
    segment(5, gone, new Totals(10, 10, 10, 1, 0), End.MORE, "");
    assertThat(next(of(4, all(A, 0)))).isEqualTo(of(5, new Share(gone, 0, 1, ANY)));
  }

  @Test
  void aSinkThatBringsNothingWaitsEverLonger() throws Exception {
    a.tells(10);
    FlumeOffset at = next(FlumeOffset.INITIAL);
    Duration waited = Duration.ZERO;
    for (int i = 0; i < 12; i++) {
      read(at.epoch(), A, 0, End.DRAINED);
      long before = time.nanoTime();
      FlumeOffset then = next(at);
      while (then.equals(at)) {
        time.pass(Duration.ofMillis(50));
        then = next(at);
      }
      waited = Duration.ofNanos(time.nanoTime() - before);
      at = then;
    }
    assertThat(waited).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(11));
    read(at.epoch(), A, 3, End.FULL);
    assertThat(next(at)).as("forgiven").isNotEqualTo(at);
  }

  @Test
  void aSinkWhoseTransformersDropAllIsReadOn() throws Exception {
    a.tells(1000);
    FlumeOffset at = next(FlumeOffset.INITIAL);
    for (int i = 1; i <= 5; i++) {
      read(at.epoch(), A, 0, End.DRAINED);
      a.tells(10);
      planner.conclude(at);
      a.tells(1000);
      at = next(at);
      assertThat(at.epoch()).isEqualTo(1 + i);
    }
    segment(at.epoch(), id(A, 0), Totals.NONE, End.DRAINED, "no route to host");
    a.tells(10);
    assertThat(next(at)).as("it was another who took them").isSameAs(at);
  }

  @Test
  void aMicroBatchThatNobodyReadsIsNotFollowedByAnotherAtOnce() throws Exception {
    a.tells(10);
    FlumeOffset first = next(FlumeOffset.INITIAL);
    assertThat(next(first)).isSameAs(first);
    time.pass(Duration.ofMillis(100));
    assertThat(next(first)).isEqualTo(of(2, all(A, 10)));
  }

  @Test
  void theProgressCountsEpochsInWhichExecutorsHadAProblem() throws Exception {
    a.tells(10);
    FlumeOffset first = next(FlumeOffset.INITIAL);
    segment(1, id(A, 0), Totals.NONE, End.DRAINED, "no route to host");
    planner.conclude(first);
    assertThat(planner.metrics(true)).containsEntry("fruitlessEpochs", "1");
  }

  @Test
  void withTooFewEventsItWaits() throws Exception {
    TriggerLimits limits = new TriggerLimits(0, 0, 100, Duration.ofMinutes(15));
    a.tells(10);
    FlumeOffset first = planner.next(FlumeOffset.INITIAL, limits);
    assertThat(first).as("the first one doesn't").isEqualTo(of(1, all(A, 10)));
    read(1, A, 10, End.FULL);
    a.tells(60);
    b.tells(39);
    assertThat(planner.next(first, limits)).isSameAs(first);
    b.tells(40);
    FlumeOffset second = planner.next(first, limits);
    assertThat(second).isEqualTo(of(2, all(A, 60), all(B, 40)));
    a.tells(1);
    b.tells(0);
    time.pass(Duration.ofMinutes(14));
    assertThat(planner.next(second, limits)).isSameAs(second);
    time.pass(Duration.ofMinutes(1));
    assertThat(planner.next(second, limits)).as("it has waited enough").isEqualTo(of(3, all(A, 1)));
  }

  @Test
  void aChannelThatIsNearlyFullWaitsForNoMore() throws Exception {
    TriggerLimits limits = new TriggerLimits(0, 0, 1000, Duration.ofMinutes(15));
    a.tells(10);
    FlumeOffset first = planner.next(FlumeOffset.INITIAL, limits);
    read(1, A, 10, End.FULL);
    a.is(new SinkState(740, 1000, -1, 0, 0, 0, -1));
    assertThat(planner.next(first, limits)).isSameAs(first);
    a.is(new SinkState(750, 1000, -1, 0, 0, 0, -1));
    FlumeOffset second = planner.next(first, limits);
    assertThat(second).isEqualTo(of(2, all(A, 750)));
    read(2, A, 750, End.FULL);
    a.is(new SinkState(50, 150, -1, 0, 0, 0, -1));
    assertThat(planner.next(second, limits)).isSameAs(second);
    a.is(new SinkState(51, 150, -1, 0, 0, 0, -1));
    assertThat(planner.next(second, limits))
        .as("a put of a hundred events would have to wait")
        .isEqualTo(of(3, all(A, 51)));
  }

  @Test
  void ofASinkThatDoesNotTellAnyNumberIsEnough() throws Exception {
    TriggerLimits limits = new TriggerLimits(0, 0, 100, Duration.ofMinutes(15));
    a.sees(true);
    FlumeOffset first = planner.next(FlumeOffset.INITIAL, limits);
    read(1, A, 1, End.DRAINED);
    a.sees(true);
    assertThat(planner.next(first, limits)).isNotEqualTo(first);
  }

  @Test
  void aSinkMayBeDownForSoLongAndNoLonger() throws Exception {
    start("maxSinkDowntime=10m");
    a.isDown(Duration.ofMinutes(10));
    assertThat(next(FlumeOffset.INITIAL)).isNull();
    a.isDown(Duration.ofMinutes(11));
    assertThatThrownBy(() -> next(FlumeOffset.INITIAL))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("a:1 has been down for 660 s")
        .hasMessageContaining("maxSinkDowntime")
        .hasMessageContaining("no route to host");
  }

  @Test
  void aDrainReadsWhatWasThereAtItsStartAndEndsWhateverComesMeanwhile() throws Exception {
    planner.drain();
    a.is(new SinkState(100, 10_000, -1, 1, 20, 0, 5));
    FlumeOffset first = next(FlumeOffset.INITIAL);
    assertThat(first).as("what is in the channel").isEqualTo(of(1, all(A, 100)));
    assertThat(task(1, all(A, 100)).beyond()).isFalse();
    read(1, A, 100, End.FULL);
    a.tells(5000);
    b.tells(5000);
    FlumeOffset second = next(first);
    assertThat(second)
        .as("what may have come back from an open batch")
        .isEqualTo(of(2, all(A, 20)));
    read(2, A, 20, End.FULL);
    assertThat(next(second)).isSameAs(second);
  }

  @Test
  void aDrainCountsWhatLeftTheChannel() throws Exception {
    planner.drain();
    a.tells(1000);
    FlumeOffset first = next(FlumeOffset.INITIAL);
    segment(1, id(A, 0), new Totals(3000, 1000, 1, 1, 1), End.FULL, "");
    a.tells(7);
    assertThat(next(first)).isSameAs(first);
  }

  @Test
  void aDrainThatNobodyReadsEnds() throws Exception {
    planner.drain();
    a.tells(10);
    FlumeOffset first = next(FlumeOffset.INITIAL);
    assertThat(next(first)).isSameAs(first);
  }

  @Test
  void aDrainGoesOnWhileASinkThatDoesNotTellIsAsFastAsItWas() throws Exception {
    planner.drain();
    a.sees(true);
    FlumeOffset at = next(FlumeOffset.INITIAL);
    for (int i = 0; i < 5; i++) {
      read(at.epoch(), A, 10_000, 1000);
      at = next(at);
    }
    assertThat(at.epoch()).isEqualTo(6);
    // What comes now was not there at the start.
    read(6, A, 200, 1000);
    a.sees(true);
    assertThat(next(at)).isSameAs(at);
  }

  @Test
  void aDrainIsNotEndedByAFewMillisecondsInSmallEpochs() throws Exception {
    planner.drain();
    a.sees(true);
    FlumeOffset at = next(FlumeOffset.INITIAL);
    for (int i = 0; i < 100; i++) {
      read(at.epoch(), A, 1000, i % 7 == 1 ? 12 : 1);
      at = next(at);
    }
    assertThat(at.epoch()).isEqualTo(101);
    read(101, A, 50, 1000);
    at = next(at);
    // It is half of the old by now, and half of the new.
    read(at.epoch(), A, 50, 1000);
    a.sees(true);
    assertThat(next(at)).isSameAs(at);
  }

  @Test
  void aDrainLeavesOutASinkThatIsDown() throws Exception {
    planner.drain();
    a.isDown(Duration.ZERO);
    b.tells(5);
    assertThat(next(FlumeOffset.INITIAL)).isEqualTo(of(1, all(B, 5)));
    a.tells(5);
    read(1, B, 5, End.FULL);
    b.tells(0);
    assertThat(next(of(1, all(B, 5)))).as("it had its chance").isEqualTo(of(1, all(B, 5)));
  }

  @Test
  void aDrainFailsForASinkThatIsDownIfItIsToldTo() {
    start("failOnUnreachableSink=true");
    planner.drain();
    a.isDown(Duration.ZERO);
    b.tells(5);
    assertThatThrownBy(() -> next(FlumeOffset.INITIAL))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("a:1 can't be reached")
        .hasMessageContaining("failOnUnreachableSink");
  }

  @Test
  void aDrainTriesAgainWhereExecutorsHadAProblemAndGivesUpAfterThreeTimes() throws Exception {
    planner.drain();
    a.tells(10);
    FlumeOffset at = next(FlumeOffset.INITIAL);
    for (int i = 1; i < 3; i++) {
      segment(at.epoch(), id(A, 0), Totals.NONE, End.DRAINED, "refused a poll: too busy");
      FlumeOffset then = next(at);
      assertThat(then.epoch()).isEqualTo(at.epoch() + 1);
      at = then;
    }
    segment(at.epoch(), id(A, 0), Totals.NONE, End.DRAINED, "refused a poll: too busy");
    assertThat(next(at)).isSameAs(at);
  }

  @Test
  void itsEndClosesTheWatches() {
    planner.close();
    assertThat(a.isClosed).isTrue();
    assertThat(b.isClosed).isTrue();
  }

  @Test
  void whatRealTimeModeHasLeftIsReadByTheNextMicroBatchThoughNobodyHasEvents() throws Exception {
    a.sees(false);
    Position left = new Position(id(A, 0), 4, 2, 7);
    FlumeOffset next = next(FlumeOffset.realTime(4, List.of(left)));
    assertThat(next.epoch()).isEqualTo(5);
    assertThat(next.shares()).containsExactly(new Share(id(A, 0), 0, 0, ANY));
    assertThat(next.positions()).isEmpty();
  }

  @Test
  void inRealTimeModeAllTakePartAndSoDoThoseThatHaveSomethingLeft() throws Exception {
    PartitionId gone = id(new SinkAddress("gone", 1), 0);
    Position left = new Position(gone, 3, 2, 7);
    assertThat(planner.realTimeTasks(FlumeOffset.realTime(4, List.of(left))))
        .contains(
            new RealTimeTask(5, Position.startOf(id(A, 0), 5), true),
            new RealTimeTask(5, left, false));
  }
}
