package io.github.flumespark.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flumespark.client.SinkAddress;
import io.github.flumespark.sql.plan.FlumeOffset;
import io.github.flumespark.sql.read.Position;
import io.github.flumespark.sql.segment.PartitionId;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the ends of the partitions in Real-time Mode come to. */
class FlumeRealTimeStreamTest {

  private static final PartitionId A = new PartitionId(new SinkAddress("a", 1), 0);
  private static final PartitionId B = new PartitionId(new SinkAddress("b", 1), 0);

  private final Map<PartitionId, Position> begun =
      Map.of(A, new Position(A, 4, 2, 7), B, Position.startOf(B, 5));

  private static RealTimeEnd end(Position position) {
    return new RealTimeEnd(position, false);
  }

  @Test
  void theOffsetSaysWhereEachPartitionHasEnded() {
    Position a = new Position(A, 5, 3, 0);
    Position b = Position.startOf(B, 5);
    FlumeOffset offset = FlumeRealTimeStream.merge(5, begun, end(b), end(a));
    assertThat(offset.epoch()).isEqualTo(5);
    assertThat(offset.positions()).containsExactly(a, b);
    assertThat(offset.settled()).isEqualTo(4);
  }

  @Test
  void anEpochInWhichNothingWasReadGoesOnAndItsOffsetIsTheSameAgain() {
    RealTimeEnd a = end(Position.startOf(A, 5));
    RealTimeEnd b = end(Position.startOf(B, 5));
    FlumeOffset first = FlumeRealTimeStream.merge(5, begun, a, b);
    assertThat(first.epoch()).isEqualTo(4);
    assertThat(first.following(A)).isEqualTo(Position.startOf(A, 5));
    assertThat(FlumeRealTimeStream.merge(5, Map.of(), a, b)).isEqualTo(first);
  }

  @Test
  void aPartitionThatNobodyReadToItsEndStaysWhereItBegan() {
    FlumeOffset offset = FlumeRealTimeStream.merge(5, begun, end(new Position(B, 5, 1, 2)));
    assertThat(offset.following(A)).isEqualTo(begun.get(A));
    assertThat(offset.settled()).as("what may be removed").isEqualTo(3);
  }

  @Test
  void onePartitionThatIsFinishedIsLeftOutAndItsEpochNotReadAgain() {
    FlumeOffset offset =
        FlumeRealTimeStream.merge(
            5, begun, new RealTimeEnd(Position.startOf(A, 6), true), end(Position.startOf(B, 5)));
    assertThat(offset.epoch()).isEqualTo(5);
    assertThat(offset.positions()).containsExactly(Position.startOf(B, 5));
  }
}
