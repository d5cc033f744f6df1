package org.apache.spark.streaming.flume;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flumespark.client.SinkAddress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the driver hears of: once for each time of trouble. */
class SinkStateTest {

  private final List<String> reports = new ArrayList<>();
  private final SinkState state = new SinkState(new SinkAddress("agent", 9999), store());

  @Test
  void troubleIsReportedOnceUntilItIsOver() {
    fail(0);
    fail(0);
    assertThat(reports).hasSize(1);

    state.works(0);
    fail(0);
    assertThat(reports).hasSize(2);
  }

  @Test
  void thatOtherConnectionsWorkDoesNotEndIt() {
    fail(0);
    state.works(1);
    fail(0);
    assertThat(reports).hasSize(1);
  }

  @Test
  void itIsOverWhenOneOfThoseThatFailedWorks() {
    fail(0);
    fail(1);
    state.works(0);
    fail(1);
    assertThat(reports).hasSize(2);
  }

  private void fail(int connection) {
    IOException cause = new IOException("cause");
    state.report("problem", cause);
    state.problem(connection, "problem", cause);
  }

  private EventStore store() {
    return new FakeEventStore() {
      @Override
      public void report(String problem, Throwable cause) {
        reports.add(problem);
      }
    };
  }
}
