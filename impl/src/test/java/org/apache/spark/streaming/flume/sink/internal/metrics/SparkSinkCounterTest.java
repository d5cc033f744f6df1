package org.apache.spark.streaming.flume.sink.internal.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The names by which other programs find the counters, and the arithmetic behind them. */
class SparkSinkCounterTest {

  private final SparkSinkCounter counter = new SparkSinkCounter("names", null);

  /** Follows the rule of Flume's PrometheusHTTPMetricsServer, which is not in a release yet. */
  @Test
  void theLineAtTheStopTellsWhatTransformersDid() {
    counter.addToTransformerDroppedEventCount(() -> 3);
    counter.addToTransformerEmittedEventCount(() -> 7);
    counter.addToTransformerErrorCount(() -> 2);
    counter.addToDeadLetterCount(() -> 1);

    assertThat(counter.summary())
        .contains("sink.batch.acked=0")
        .endsWith(", transformers: 3 events dropped, 7 emitted, 2 errors, 1 dead letters");
  }

  @Test
  void flumesPrometheusReporterMakesCountersAndGaugesOfTheRightAttributes() {
    Map<String, String> series = new TreeMap<>();
    for (Method method : SparkSinkCounter.class.getMethods()) {
      for (String prefix : List.of("increment", "addTo", "set")) {
        String name = method.getName();
        if (name.startsWith(prefix) && attributes().contains(name.substring(prefix.length()))) {
          series.put(name.substring(prefix.length()), prefix.equals("set") ? "gauge" : "counter");
        }
      }
    }

    assertThat(series)
        .containsAllEntriesOf(
            Map.of(
                "OpenBatchCount", "gauge",
                "OpenEventCount", "gauge",
                "WaitingPollCount", "gauge",
                "OpenConnectionCount", "gauge",
                "Port", "gauge"))
        .containsAllEntriesOf(
            Map.of(
                "EventDrainSuccessCount", "counter",
                "AckedBatchCount", "counter",
                "NackedBatchCount", "counter",
                "TimedOutBatchCount", "counter",
                "AbortedBatchCount", "counter",
                "LateAckCount", "counter",
                "RefusedPollCount", "counter",
                "BytesSentCount", "counter",
                "TransformerDroppedEventCount", "counter",
                "TransformerErrorCount", "counter"))
        .containsEntry("TransformerEmittedEventCount", "counter")
        .containsEntry("PollWaitCount", "counter")
        .containsEntry("BatchHoldCount", "counter");
    assertThat(series.keySet())
        .as("a value that is no number would make that reporter drop the whole bean")
        .doesNotContain("Extensions", "Type");
  }

  @Test
  void bucketsAreCumulativeAndABoundBelongsToItsBucket() {
    for (long millis : new long[] {0, 10, 11, 100, 60_000, 60_001}) {
      counter.addToBatchHoldCount(millis * 1_000_000);
    }

    assertThat(counter.getBatchHoldMillisLe10Count()).isEqualTo(2);
    assertThat(counter.getBatchHoldMillisLe50Count()).isEqualTo(3);
    assertThat(counter.getBatchHoldMillisLe100Count()).isEqualTo(4);
    assertThat(counter.getBatchHoldMillisLe10000Count()).isEqualTo(4);
    assertThat(counter.getBatchHoldMillisLe60000Count()).isEqualTo(5);
    assertThat(counter.getBatchHoldCount()).isEqualTo(6);
    assertThat(counter.getBatchHoldMillisSum()).isEqualTo(120_122);
    assertThat(counter.getPollWaitCount()).isZero();
  }

  @Test
  void whatHasASourceIsAskedForUntilTheStopThenCountsStayAndGaugesAreZero() {
    counter.setOpenBatchCount(() -> 7);
    counter.addToTransformerErrorCount(() -> 5);
    assertThat(counter.getOpenBatchCount()).isEqualTo(7);

    counter.stop();

    assertThat(counter.getOpenBatchCount()).isZero();
    assertThat(counter.getTransformerErrorCount()).isEqualTo(5);

    counter.start();

    assertThat(counter.getTransformerErrorCount()).isZero();
  }

  private static Set<String> attributes() {
    Set<String> names = new TreeSet<>();
    Arrays.stream(SparkSinkCounterMBean.class.getMethods())
        .map(method -> method.getName().substring("get".length()))
        .forEach(names::add);
    return names;
  }
}
