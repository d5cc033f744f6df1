package io.github.flumespark.sql.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flumespark.client.SinkAddress;
import io.github.flumespark.client.SinkState;
import io.github.flumespark.sql.read.Pace.Look;
import io.github.flumespark.sql.read.Pace.LookLater;
import io.github.flumespark.sql.read.Pace.Poll;
import io.github.flumespark.sql.read.Pace.Stop;
import io.github.flumespark.sql.segment.PartitionId;
import io.github.flumespark.sql.segment.Segment.End;
import io.github.flumespark.sql.segment.Totals;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When a partition goes on and when it ends. */
class PaceTest {

  private static final long ANY = Long.MAX_VALUE;
  private static final int BATCH = 100;

  private long now;

  private Pace pace(long target, long maxEvents, long maxBytes, boolean beyond) {
    Share share =
        new Share(new PartitionId(new SinkAddress("a", 1), 0), target, maxEvents, maxBytes);
    EpochTask task =
        new EpochTask(
            1, share, Position.startOf(share.id(), 1), true, true, beyond, Duration.ofSeconds(1));
    return new Pace(task, BATCH, () -> now);
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }

  /** Where nothing is dropped or split, and each event has ten bytes. */
  private static Totals read(long events) {
    return new Totals(events, events, 10 * events, 1, 0);
  }

  private static SinkState has(long events) {
    return hasOf(events, 10_000);
  }

  private static SinkState hasOf(long events, long capacity) {
    return new SinkState(events, capacity, -1, 0, 0, 0, -1);
  }

  @Test
  void allThatIsThereIsReadHoweverLongThatTakes() {
    Pace pace = pace(250, ANY, ANY, true);
    assertThat(pace.next(read(0))).isEqualTo(new Poll(100, true));
    pass(Duration.ofSeconds(5));
    pace.got(false);
    assertThat(pace.next(read(100))).isEqualTo(new Poll(100, true));
    pace.got(false);
    assertThat(pace.next(read(200))).as("no more than there are").isEqualTo(new Poll(50, true));
  }

  @Test
  void aBatchThatIsNotFullDoesNotEndIt() {
    Pace pace = pace(250, ANY, ANY, true);
    pace.got(false);
    assertThat(pace.next(read(3))).isEqualTo(new Poll(100, true));
  }

  @Test
  void beyondTheTargetFullBatchesAreReadForAWhile() {
    Pace pace = pace(100, ANY, ANY, true);
    pace.got(false);
    assertThat(pace.next(read(100))).isEqualTo(new Look());
    pace.looked(has(100));
    assertThat(pace.next(read(100))).isEqualTo(new Poll(100, true));
    pace.got(false);
    assertThat(pace.next(read(200))).as("a look is good for one batch").isEqualTo(new Look());
    pace.looked(has(99));
    assertThat(pace.next(read(200))).isEqualTo(new Stop(End.FULL));
  }

  @Test
  void aChannelThatIsHalfFullIsReadAsWell() {
    Pace pace = pace(60, ANY, ANY, true);
    pace.got(false);
    assertThat(pace.next(read(60))).isEqualTo(new Look());
    pace.looked(hasOf(30, 60));
    assertThat(pace.next(read(60)))
        .as("as many as are there, for which no sink waits")
        .isEqualTo(new Poll(30, true));
    pace.got(false);
    assertThat(pace.next(read(90))).isEqualTo(new Look());
    pace.looked(hasOf(29, 60));
    assertThat(pace.next(read(90))).isEqualTo(new Stop(End.FULL));
  }

  @Test
  void whatWaitsForTheRoomOfAnOpenBatchIsLookedForOnceThatIsSettled() {
    Pace pace = pace(60, ANY, ANY, true);
    pace.got(false);
    assertThat(pace.next(read(60))).isEqualTo(new Look());
    pace.looked(new SinkState(0, 60, -1, 1, 60, 0, -1));
    assertThat(pace.next(read(60))).isEqualTo(new LookLater(Pace.MOMENTS.get(0)));
    pace.looked(hasOf(60, 60));
    assertThat(pace.next(read(60))).isEqualTo(new Poll(60, true));
    pace.got(false);
    assertThat(pace.next(read(120))).isEqualTo(new Look());
    pace.looked(new SinkState(0, 60, -1, 1, 60, 0, -1));
    assertThat(pace.next(read(120))).isEqualTo(new LookLater(Pace.MOMENTS.get(0)));
    pace.looked(hasOf(20, 60));
    assertThat(pace.next(read(120)))
        .as("a busy machine")
        .isEqualTo(new LookLater(Pace.MOMENTS.get(1)));
    pace.looked(hasOf(20, 60));
    assertThat(pace.next(read(120))).as("it trickles by now").isEqualTo(new Stop(End.FULL));
  }

  @Test
  void anOpenBatchThatLeavesRoomEnoughKeepsNothingWaiting() {
    Pace pace = pace(100, ANY, ANY, true);
    pace.got(false);
    assertThat(pace.next(read(100))).isEqualTo(new Look());
    pace.looked(new SinkState(0, 10_000, -1, 1, 100, 0, -1));
    assertThat(pace.next(read(100))).isEqualTo(new Stop(End.FULL));
  }

  @Test
  void whereTheChannelDoesNotTellItsCapacityOnlyFullBatchesAre() {
    Pace pace = pace(60, ANY, ANY, true);
    pace.got(false);
    assertThat(pace.next(read(60))).isEqualTo(new Look());
    pace.looked(hasOf(99, -1));
    assertThat(pace.next(read(60))).isEqualTo(new Stop(End.FULL));
  }

  @Test
  void theWhileEnds() {
    Pace pace = pace(100, ANY, ANY, true);
    pace.got(false);
    pass(Duration.ofSeconds(1));
    assertThat(pace.next(read(100))).isEqualTo(new Stop(End.FULL));
  }

  @Test
  void aQueryThatReadsWhatIsThereGoesNotBeyond() {
    Pace pace = pace(100, ANY, ANY, false);
    pace.got(false);
    assertThat(pace.next(read(100))).isEqualTo(new Stop(End.FULL));
  }

  @Test
  void theTargetCountsWhatLeftTheChannelAndNotWhatTransformersMadeOfIt() {
    Pace dropping = pace(1000, ANY, ANY, false);
    dropping.got(false);
    assertThat(dropping.next(new Totals(30, 950, 300, 1, 0))).isEqualTo(new Poll(50, true));
    assertThat(dropping.next(new Totals(30, 1000, 300, 1, 0))).isEqualTo(new Stop(End.FULL));
    Pace splitting = pace(1000, ANY, ANY, false);
    splitting.got(false);
    assertThat(splitting.next(new Totals(3000, 900, 300, 1, 0))).isEqualTo(new Poll(100, true));
  }

  @Test
  void aTargetThatIsOutOfReachIsNotPursuedForEver() {
    // The sink doesn't say what it took, and drops nearly all.
    Pace pace = pace(1_000_000, ANY, ANY, true);
    pace.got(false);
    pass(Duration.ofSeconds(10));
    assertThat(pace.next(read(10))).isEqualTo(new Look());
    pace.looked(has(5000));
    assertThat(pace.next(read(10))).isEqualTo(new Poll(100, true));
    pace.got(false);
    assertThat(pace.next(read(20))).isEqualTo(new Look());
    pace.looked(has(7));
    assertThat(pace.next(read(20))).as("the rest, as it seems").isEqualTo(new Poll(7, true));
    pace.got(false);
    pass(Duration.ofSeconds(10));
    assertThat(pace.next(read(21))).isEqualTo(new Look());
    pace.looked(has(7));
    assertThat(pace.next(read(21))).isEqualTo(new Stop(End.FULL));
  }

  @Test
  void theRestOfATargetIsReadThoughItIsNoFullBatchByThen() {
    Pace pace = pace(1_000_150, ANY, ANY, true);
    pace.got(false);
    pass(Duration.ofMinutes(1));
    assertThat(pace.next(read(1_000_000))).isEqualTo(new Look());
    pace.looked(has(150));
    assertThat(pace.next(read(1_000_000))).isEqualTo(new Poll(100, true));
    pace.got(false);
    assertThat(pace.next(read(1_000_100))).isEqualTo(new Look());
    pace.looked(has(60));
    assertThat(pace.next(read(1_000_100))).as("and no more").isEqualTo(new Poll(50, true));
    pace.got(false);
    assertThat(pace.next(read(1_000_150))).isEqualTo(new Stop(End.FULL));
  }

  @Test
  void theRestOfATargetIsLookedForWhenTheBatchIsSettledThatMayCountWithIt() {
    Pace pace = pace(1_000_150, ANY, ANY, true);
    pace.got(false);
    pass(Duration.ofMinutes(1));
    assertThat(pace.next(read(1_000_100))).isEqualTo(new Look());
    pace.looked(new SinkState(50, 10_000, -1, 1, 100, 0, -1));
    assertThat(pace.next(read(1_000_100))).isEqualTo(new LookLater(Pace.MOMENTS.get(0)));
    pace.looked(has(50));
    assertThat(pace.next(read(1_000_100))).isEqualTo(new Poll(50, true));
  }

  @Test
  void aRestThatAnotherHasReadEndsIt() {
    Pace pace = pace(1_000_150, ANY, ANY, true);
    pace.got(false);
    pass(Duration.ofMinutes(1));
    assertThat(pace.next(read(1_000_100))).isEqualTo(new Look());
    pace.looked(has(0));
    for (Duration moment : Pace.MOMENTS) {
      assertThat(pace.next(read(1_000_100))).isEqualTo(new LookLater(moment));
      pace.looked(has(0));
    }
    assertThat(pace.next(read(1_000_100))).isEqualTo(new Stop(End.FULL));
  }

  @Test
  void whenAPollFindsNothingItEnds() {
    Pace pace = pace(100, ANY, ANY, true);
    pace.gotNothing();
    assertThat(pace.next(read(0))).isEqualTo(new Stop(End.DRAINED));
  }

  @Test
  void whereAnotherAttemptWasFasterNothingIsKnown() {
    Pace pace = pace(100, ANY, ANY, true);
    pace.gotNothing();
    pace.lost();
    assertThat(pace.next(read(50))).isEqualTo(new Poll(50, true));
  }

  @Test
  void withoutATargetItGoesOnForAWhileWhateverTheBatches() {
    Pace pace = pace(0, ANY, ANY, true);
    assertThat(pace.next(read(0))).as("the driver saw some").isEqualTo(new Poll(100, true));
    pace.got(false);
    assertThat(pace.next(read(1))).as("nobody knows").isEqualTo(new Poll(100, false));
    pass(Duration.ofSeconds(1));
    assertThat(pace.next(read(2))).isEqualTo(new Stop(End.FULL));
  }

  @Test
  void withoutATargetAtLeastOnePollIsMade() {
    Pace pace = pace(0, ANY, ANY, true);
    pass(Duration.ofMinutes(1));
    assertThat(pace.next(read(0))).isEqualTo(new Poll(100, true));
  }

  @Test
  void sparksOwnSinkEndsABatchWhenItHasNothingMore() {
    Pace pace = pace(0, ANY, ANY, true);
    pace.got(true);
    assertThat(pace.next(read(99))).isEqualTo(new Stop(End.DRAINED));
  }

  @Test
  void aLimitOfEventsIsKept() {
    Pace pace = pace(1000, 130, ANY, true);
    pace.got(false);
    assertThat(pace.next(read(100))).isEqualTo(new Poll(30, true));
    assertThat(pace.next(read(130))).isEqualTo(new Stop(End.FULL));
  }

  @Test
  void aLimitOfBytesIsKeptByWhatEventsHaveUsually() {
    Pace pace = pace(1000, ANY, 1055, true);
    assertThat(pace.next(read(0))).isEqualTo(new Poll(100, true));
    pace.got(false);
    assertThat(pace.next(read(100))).as("55 bytes are six events").isEqualTo(new Poll(6, true));
    assertThat(pace.next(read(106))).isEqualTo(new Stop(End.FULL));
  }

  @Test
  void aSinkThatStopsToTellIsNotAskedAgain() {
    Pace pace = pace(100, ANY, ANY, true);
    pace.got(false);
    assertThat(pace.next(read(100))).isEqualTo(new Look());
    pace.looked(null);
    assertThat(pace.next(read(100))).isEqualTo(new Stop(End.FULL));
  }
}
