package io.github.flumespark.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flumespark.client.SinkAddress;
import io.github.flumespark.sql.options.FlumeOptions;
import io.github.flumespark.sql.segment.PartitionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the driver's side of a query does of itself. */
class FlumeMicroBatchStreamTest {

  private static PartitionId id(String host, int connection) {
    return new PartitionId(new SinkAddress(host, 1), connection);
  }

  @Test
  void partitionsOfSinksThatHaveLittleAreReadByAllExecutors() {
    FlumeMicroBatchStream stream =
        new FlumeMicroBatchStream(
            "file:/checkpoint",
            FlumeOptions.parse(Map.of("sinks", "a:1,b:1,c:1", "connections", "2")));
    ExecutorLocations executors = new ExecutorLocations(List.of("x", "y"), 4);
    List<String> firsts = new ArrayList<>();
    List<String> all = new ArrayList<>();
    for (String host : List.of("a", "b", "c")) {
      firsts.addAll(executors.of(stream.index(id(host, 0))));
      all.addAll(executors.of(stream.index(id(host, 0))));
      all.addAll(executors.of(stream.index(id(host, 1))));
    }
    assertThat(firsts).as("of a small target").containsExactly("x", "y", "x");
    assertThat(all).as("of large ones").containsExactlyInAnyOrder("x", "x", "x", "y", "y", "y");
    assertThat(stream.index(id("gone", 0))).isNegative();
  }
}
