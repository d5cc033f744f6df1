package io.github.flumespark.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flumespark.client.SinkAddress;
import io.github.flumespark.sql.Segment.End;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the driver decides by the segments alone: no sink can be reached here. */
class EpochPlannerTest {

  @TempDir Path directory;

  private SinkAddress sink;
  private SegmentStore store;
  private EpochPlanner planner;

  @BeforeEach
  void create() throws IOException {
    try (ServerSocket unused = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      sink = new SinkAddress("127.0.0.1", unused.getLocalPort());
    }
    store = new SegmentStore(directory.toUri().toString(), new Configuration(false));
    planner =
        new EpochPlanner(
            FlumeOptions.parse(Map.of("sinks", sink.toString(), "connections", "3")), store);
  }

  @AfterEach
  void close() {
    planner.close();
  }

  private PartitionId partition(int connection) {
    return new PartitionId(sink, connection);
  }

  private void segment(long epoch, PartitionId partition, long total, End end) throws IOException {
    store.open(epoch);
    store.publish(
        epoch,
        partition,
        0,
        new Segment(
            new Segment.Header(UUID.randomUUID(), sink.toString(), "", 0, total, end), List.of()));
  }

  @Test
  void aStreamThatHasNeverHadAnythingHasNoOffset() throws Exception {
    assertThat(planner.next(FlumeOffset.INITIAL, 0)).isNull();
  }

  @Test
  void withoutEventsTheOffsetStaysAsItIs() throws Exception {
    FlumeOffset start = new FlumeOffset(4, List.of(partition(0)), 0);
    segment(4, partition(0), 10, End.DRAINED);
    assertThat(planner.next(start, 0)).isSameAs(start);
    assertThat(planner.metrics())
        .containsEntry("epoch", "4")
        .containsEntry("eventsInEpoch", "10")
        .containsEntry("sinksUp", "0");
  }

  @Test
  void aSinkThatHadMoreTakesPartAgainWithAllItsConnections() throws Exception {
    segment(4, partition(0), 10, End.DRAINED);
    segment(4, partition(1), 10, End.FULL);
    FlumeOffset next = planner.next(new FlumeOffset(4, List.of(), 0), 7);
    assertThat(next)
        .isEqualTo(new FlumeOffset(5, List.of(partition(0), partition(1), partition(2)), 7));
  }

  @Test
  void withFewerEventsThanPartitionsTheyTakeTurns() throws Exception {
    segment(4, partition(0), 10, End.FULL);
    segment(5, partition(0), 10, End.FULL);
    FlumeOffset next = planner.next(new FlumeOffset(4, List.of(), 0), 2);
    FlumeOffset afterNext = planner.next(next, 2);
    assertThat(next.partitions()).hasSize(2);
    assertThat(afterNext.partitions()).hasSize(2);
    assertThat(List.of(next.share(0), next.share(1))).containsExactly(1L, 1L);
    assertThat(next.partitions()).isNotEqualTo(afterNext.partitions());
  }

  @Test
  void whatWasPolledForAnEpochThatIsNotInSparksLogIsReadInIt() throws Exception {
    PartitionId gone = new PartitionId(new SinkAddress("elsewhere", 1), 0);
    segment(5, gone, 10, End.MORE);
    assertThat(planner.next(new FlumeOffset(4, List.of(), 0), 0))
        .isEqualTo(new FlumeOffset(5, List.of(gone), 0));
  }

  @Test
  void allThatWasPolledForSuchAnEpochIsReadHoweverLittleAnEpochMayHave() throws Exception {
    segment(4, partition(0), 10, End.FULL);
    segment(5, partition(1), 10, End.MORE);
    segment(5, partition(2), 10, End.MORE);
    assertThat(planner.next(new FlumeOffset(4, List.of(), 0), 1))
        .isEqualTo(new FlumeOffset(5, List.of(partition(1), partition(2)), 1));
  }
}
