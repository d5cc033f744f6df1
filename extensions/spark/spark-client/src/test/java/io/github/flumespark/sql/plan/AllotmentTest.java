package io.github.flumespark.sql.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flumespark.client.SinkAddress;
import io.github.flumespark.sql.options.TriggerLimits;
import io.github.flumespark.sql.read.Share;
import io.github.flumespark.sql.segment.PartitionId;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AllotmentTest {

  private static final long ANY = Long.MAX_VALUE;
  private static final SinkAddress A = new SinkAddress("a", 1);
  private static final SinkAddress B = new SinkAddress("b", 1);
  private static final SinkAddress C = new SinkAddress("c", 1);

  private static List<Share> divide(
      long maxEvents, long maxBytes, int connections, Demand... demands) {
    TriggerLimits limits = new TriggerLimits(maxEvents, maxBytes, 0, Duration.ofMinutes(1));
    return new Allotment(limits, connections, 1000).divide(List.of(demands), 1);
  }

  private static Share share(SinkAddress sink, int connection, long target, long max) {
    return new Share(new PartitionId(sink, connection), target, max, ANY);
  }

  @Test
  void aFewEventsTakeOneConnectionHoweverManyThereAre() {
    assertThat(divide(0, 0, 4, new Demand(A, 20))).containsExactly(share(A, 0, 20, ANY));
    assertThat(divide(0, 0, 4, new Demand(A, 1001)))
        .containsExactly(share(A, 0, 501, ANY), share(A, 1, 500, ANY));
  }

  @Test
  void manyEventsTakeAllConnections() {
    assertThat(divide(0, 0, 2, new Demand(A, 100_001)))
        .containsExactly(share(A, 0, 50_001, ANY), share(A, 1, 50_000, ANY));
  }

  @Test
  void ofASinkThatDoesNotTellAllConnectionsLook() {
    assertThat(divide(0, 0, 2, new Demand(A, Demand.UNKNOWN)))
        .containsExactly(share(A, 0, 0, ANY), share(A, 1, 0, ANY));
  }

  @Test
  void aLimitIsSharedOutAndWhatOneDoesNotNeedGoesToTheOthers() {
    List<Share> shares =
        divide(1000, 0, 1, new Demand(A, 10_000), new Demand(B, 50), new Demand(C, 10_000));
    assertThat(shares)
        .containsExactlyInAnyOrder(
            share(A, 0, 475, 475), share(B, 0, 50, 50), share(C, 0, 475, 475));
  }

  @Test
  void whatIsLeftOfALimitIsForWhatComesMeanwhile() {
    assertThat(divide(1000, 0, 1, new Demand(A, 100), new Demand(B, 50)))
        .containsExactlyInAnyOrder(share(A, 0, 100, 525), share(B, 0, 50, 475));
  }

  @Test
  void aLimitIsSharedOutWhereNobodyKnowsToo() {
    assertThat(divide(1000, 0, 3, new Demand(A, Demand.UNKNOWN), new Demand(B, 100)))
        .containsExactlyInAnyOrder(
            share(B, 0, 100, 100), share(A, 0, 0, 300), share(A, 1, 0, 300), share(A, 2, 0, 300));
  }

  @Test
  void neverIsMoreGivenThanTheLimit() {
    for (long limit = 1; limit < 50; limit++) {
      for (int connections = 1; connections < 5; connections++) {
        List<Share> shares =
            divide(
                limit,
                0,
                connections,
                new Demand(A, 7),
                new Demand(B, Demand.UNKNOWN),
                new Demand(C, 1_000_000));
        assertThat(shares.stream().mapToLong(Share::maxEvents).sum())
            .as("limit %d, %d connections", limit, connections)
            .isEqualTo(limit);
        assertThat(shares).allMatch(share -> share.maxEvents() > 0);
      }
    }
  }

  @Test
  void withFewerEventsThanSinksTheyTakeTurns() {
    TriggerLimits one = new TriggerLimits(1, 0, 0, Duration.ofMinutes(1));
    Set<SinkAddress> served = new HashSet<>();
    for (long turn = 1; turn <= 3; turn++) {
      List<Share> shares =
          new Allotment(one, 2, 1000)
              .divide(List.of(new Demand(A, 5), new Demand(B, 5), new Demand(C, 5)), turn);
      assertThat(shares).hasSize(1);
      served.add(shares.get(0).id().sink());
    }
    assertThat(served).containsExactlyInAnyOrder(A, B, C);
  }

  @Test
  void bytesAreSharedOutToo() {
    assertThat(divide(0, 3000, 2, new Demand(A, 5000), new Demand(B, 10)))
        .extracting(Share::maxBytes)
        .containsExactly(1000L, 1000L, 1000L);
  }

  @Test
  void withoutDemandThereAreNoShares() {
    assertThat(divide(10, 10, 2)).isEmpty();
  }
}
