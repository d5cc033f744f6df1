package io.github.flumespark.itest.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flumespark.itest.spark.ServedQuery.Batch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flume.Event;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When micro-batches come and what is in them, under each trigger. */
class TriggerIT {

  @TempDir static Path directory;

  private static QuerySession session;

  private final List<EmbeddedSink> sinks = new ArrayList<>();

  @BeforeAll
  static void startSpark() throws IOException {
    session = new QuerySession(SparkWorld.SPARK_4_2, directory);
  }

  @AfterAll
  static void stopSpark() {
    session.close();
  }

  @AfterEach
  void closeSinks() {
    sinks.forEach(EmbeddedSink::close);
  }

  private EmbeddedSink sink(String... settings) {
    return sink(EmbeddedSink.LARGE_CHANNEL, settings);
  }

  private EmbeddedSink sink(Map<String, String> channel, String... settings) {
    Map<String, String> all = new HashMap<>(Map.of("pollTimeout", "10000"));
    for (String setting : settings) {
      all.put(setting.split("=", 2)[0], setting.split("=", 2)[1]);
    }
    EmbeddedSink sink = new EmbeddedSink("trigger-" + sinks.size(), channel, all);
    sinks.add(sink);
    return sink;
  }

  /** A sink whose transactions of a hundred events leave so small a part of them. */
  private EmbeddedSink thinning(int keepOneIn) {
    return sink(
        Map.of("capacity", "20000", "transactionCapacity", "100", "keep-alive", "1"),
        "transformers=thin",
        "transformers.thin.type=thinning",
        "transformers.thin.keepOneIn=" + keepOneIn);
  }

  @Test
  void aTriggerWithAnIntervalHasAMicroBatchEachTimeWithWhatHadCome() throws Exception {
    EmbeddedSink sink = sink();
    try (Flow flow = new Flow(sink, 20, Duration.ofMillis(100));
        ServedQuery query = session.query(sink).trigger("2000").mode("count").start()) {
      query.await("eight micro-batches", () -> query.batches().size() >= 8);
      List<Batch> batches = query.batches();
      for (int i = 1; i < batches.size(); i++) {
        long apart = batches.get(i).millis() - batches.get(i - 1).millis();
        assertThat(apart).as("ms between micro-batches %d and %d", i - 1, i).isLessThan(3500);
        assertThat(batches.get(i).rows()).as("rows of micro-batch %d", i).isPositive();
      }
      // Two seconds' worth, and not four.
      assertThat(query.rows()).isBetween(7 * 300, 8 * 500);
      assertThat(flow.put() - query.rows()).as("events that no trigger has taken").isLessThan(800);
    }
  }

  /** Flume's default channel has room for 100 events: that is no limit for a trigger. */
  @Test
  void aChannelWithLittleRoomIsReadOnWhileItFillsAndTheTriggersAreKept() throws Exception {
    EmbeddedSink sink = sink(EmbeddedSink.DEFAULT_CHANNEL);
    // The flow ends first: nothing else makes room for what it puts.
    try (ServedQuery query = session.query(sink).trigger("1000").mode("count").start();
        Flow flow = new Flow(sink, 20, Duration.ofMillis(10))) {
      query.await("ten micro-batches", () -> query.batches().size() >= 10);
      List<Batch> batches = query.batches();
      // The first ones show the source that there is an interval.
      for (int i = 4; i < batches.size(); i++) {
        long apart = batches.get(i).millis() - batches.get(i - 1).millis();
        assertThat(apart).as("ms between micro-batches %d and %d", i - 1, i).isLessThan(1800);
        assertThat(batches.get(i).rows()).as("rows of micro-batch %d", i).isGreaterThan(500);
      }
      assertThat(flow.put() - query.rows()).as("events that no trigger has taken").isLessThan(5000);
    }
  }

  @Test
  void anIntervalLongerThanTheSinksPatienceIsKeptWithoutAWordOfASinkThatIsDown() throws Exception {
    // Connections that nobody uses are closed between two triggers, the driver's and the tasks'.
    EmbeddedSink sink = sink("timeout=1", "idle-timeout=2");
    try (ServedQuery query = session.query(sink).trigger("8000").mode("count").start()) {
      for (int i = 1; i <= 3; i++) {
        sink.putSmall("long-" + i, 50);
        int rows = 50 * i;
        query.await("micro-batch " + i, () -> query.rows() >= rows);
        assertThat(query.batches()).as("each had its trigger").hasSize(i);
      }
      assertThat(session.log()).doesNotContain(sink.address() + " has to be done without");
    }
  }

  @Test
  void aLongIntervalReadsAllThatHasComeInOneMicroBatch() throws Exception {
    EmbeddedSink sink = sink("batch-size=100");
    try (ServedQuery query =
        session.query(sink).trigger("6000").option("batchSize", "100").mode("count").start()) {
      sink.putSmall("first", 1);
      query.awaitRows(1);
      sink.putSmall("rest", 15_000);
      query.awaitRows(15_001);
      assertThat(query.batches()).extracting(Batch::rows).containsExactly(1, 15_000);
    }
  }

  @Test
  void withoutAnIntervalMicroBatchesFollowWhatComesAtOnce() throws Exception {
    EmbeddedSink sink = sink();
    try (ServedQuery query = session.query(sink).mode("count").start()) {
      sink.putSmall("warm", 10);
      query.awaitRows(10);
      List<Long> delays = new ArrayList<>();
      for (int i = 1; i <= 10; i++) {
        long before = System.currentTimeMillis();
        sink.putSmall("one-" + i, 1);
        query.awaitRows(10 + i);
        delays.add(query.batches().get(query.batches().size() - 1).millis() - before);
      }
      delays.sort(null);
      assertThat(delays.get(5)).as("ms from put to output, median of %s", delays).isLessThan(1500);
    }
  }

  @Test
  void batchesThatAreNotFullKeepNoQueryFromReadingOn() throws Exception {
    EmbeddedSink sink = thinning(3);
    sink.putSmall("thin", 20_000);
    try (ServedQuery query = session.query(sink).trigger("10000").mode("count").start()) {
      query.await("an empty channel", () -> sink.channel().committed() == 20_000);
      query.await("their micro-batch", () -> query.rows() > 5000);
      assertThat(query.batches()).as("one trigger for them all").hasSize(1);
    }
  }

  @Test
  void availableNowReadsAllOfAChannelWhoseBatchesAreNeverFull() throws Exception {
    EmbeddedSink capped = sink("batch-size=40");
    EmbeddedSink thinned = thinning(3);
    capped.putSmall("capped", 6000);
    thinned.putSmall("thinned", 10_000);
    ServedQuery query = session.query(capped, thinned).trigger("now").mode("count").start();
    query.awaitEnd();
    assertThat(capped.stopAndDrain()).isEmpty();
    assertThat(thinned.stopAndDrain()).isEmpty();
    assertThat(query.rows()).isBetween(6000 + 2000, 6000 + 5000);
  }

  @Test
  void aTransformerThatDropsMostMakesNoQueryCrawl() throws Exception {
    EmbeddedSink sink = thinning(3);
    sink.putSmall("thin", 20_000);
    try (ServedQuery query = session.query(sink).mode("count").start()) {
      query.await("an empty channel", () -> sink.channel().committed() == 20_000);
      query.await("their micro-batches", () -> query.rows() > 5000);
      // Of a batch each, there would be two hundred.
      assertThat(query.batches()).hasSizeLessThan(20);
    }
  }

  @Test
  void aTransformerThatDropsAllLetsTheChannelFillUpNoMoreThanAnother() throws Exception {
    EmbeddedSink sink = thinning(Integer.MAX_VALUE);
    try (ServedQuery query = session.query(sink).mode("count").start()) {
      sink.putSmall("warm", 1);
      query.await("an empty channel", () -> sink.channel().committed() == 1);
      AtomicLong most = new AtomicLong();
      try (Flow flow = new Flow(sink, 200, Duration.ofMillis(100))) {
        query.await(
            "so many events",
            () -> {
              most.accumulateAndGet(flow.put() - sink.channel().committed(), Math::max);
              return flow.put() >= 14_000;
            });
      }
      assertThat(most.get()).as("events that waited at the same time").isLessThan(5000);
    }
  }

  @Test
  void availableNowCountsWhatATransformerDropsAsRead() throws Exception {
    EmbeddedSink sink = thinning(10);
    sink.putSmall("there", 5000);
    try (Flow flow = new Flow(sink, 50, Duration.ofMillis(100))) {
      ServedQuery query = session.query(sink).trigger("now").mode("count").start();
      query.awaitEnd();
      // What was there when the query looked, and a batch.
      assertThat(sink.channel().committed()).isBetween(5000L, 5000L + flow.put());
      assertThat(query.rows()).isBetween(400, 1500);
      assertThat(flow.put()).as("events that came meanwhile").isLessThan(10_000);
    }
  }

  @Test
  void aChannelThatDoesNotTellWhatItHasIsReadAllTheSame() throws Exception {
    EmbeddedSink sink = EmbeddedSink.uncounted("uncounted", Map.of("batch-size", "40"));
    sinks.add(sink);
    sink.putSmall("now", 3000);
    ServedQuery now = session.query(sink).trigger("now").mode("count").start();
    now.awaitEnd();
    assertThat(now.rows()).isEqualTo(3000);
    try (ServedQuery query = session.query(sink).trigger("2000").mode("count").start()) {
      for (int i = 1; i <= 3; i++) {
        sink.putSmall("interval-" + i, 200);
        int rows = 200 * i;
        query.awaitRows(rows);
      }
      List<Batch> batches = query.batches();
      assertThat(batches).hasSize(3);
      assertThat(batches.get(2).millis() - batches.get(1).millis()).isBetween(1000L, 3500L);
    }
    try (ServedQuery query = session.query(sink).mode("count").start()) {
      sink.putSmall("all", 10);
      query.processAllAvailable();
      assertThat(query.rows()).isEqualTo(10);
    }
  }

  @Test
  void availableNowEndsThoughEventsGoOnComing() throws Exception {
    EmbeddedSink steady = sink();
    EmbeddedSink trickling = sink();
    EmbeddedSink gushing = sink();
    for (EmbeddedSink sink : sinks) {
      sink.putSmall("there", 3000);
    }
    try (Flow ever = new Flow(steady, 2, Duration.ofMillis(10));
        Flow drops = new Flow(trickling, 5, Duration.ofMillis(300));
        Flow much = new Flow(gushing, 200, Duration.ofMillis(100))) {
      ServedQuery query =
          session
              .query(steady, trickling, gushing)
              .trigger("now")
              .option("batchSize", "100")
              .mode("count")
              .start();
      query.awaitEnd();
      assertThat(query.rows())
          .isBetween(9000, 9000 + 3 * 200 + (int) (0.5 * ever.put() + drops.put() + 200));
      assertThat(much.put()).isPositive();
    }
  }

  @Test
  void availableNowEndsWhereNobodyReadsTheMicroBatchAndTheEventsStay() throws Exception {
    EmbeddedSink sink = sink();
    List<Event> events = sink.putSample("stay", 300);
    ServedQuery query = session.query(sink).trigger("now").mode("skip").start();
    query.awaitEnd();
    assertThat(sink.stopAndDrain()).hasSameSizeAs(events);
  }

  @Test
  void aQueryThatDoesNotReadItsMicroBatchesHasFewOfThem() throws Exception {
    EmbeddedSink sink = sink();
    sink.putSmall("stay", 300);
    try (ServedQuery query = session.query(sink).mode("skip").start()) {
      query.await("two micro-batches", () -> query.batches().size() >= 2);
      long first = query.batches().get(0).millis();
      query.await("six seconds", () -> System.currentTimeMillis() > first + 6000);
      // 100 ms, 200 ms, 400 ms...
      assertThat(query.batches().size()).isLessThan(9);
      assertThat(sink.stopAndDrain()).hasSize(300);
    }
  }

  @Test
  void availableNowLeavesOutASinkThatIsDownUnlessItIsToldToFail() throws Exception {
    EmbeddedSink up = sink();
    EmbeddedSink down = sink();
    String away = down.address();
    String both = up.address() + "," + away;
    down.stop();
    up.putSmall("up", 100);
    ServedQuery lenient =
        session.query().option("sinks", both).trigger("now").mode("count").start();
    lenient.awaitEnd();
    assertThat(lenient.rows()).isEqualTo(100);
    ServedQuery alone = session.query().option("sinks", away).trigger("now").mode("count").start();
    alone.awaitEnd();
    assertThat(alone.batches()).isEmpty();
    ServedQuery strict =
        session
            .query()
            .option("sinks", both)
            .option("failOnUnreachableSink", "true")
            .trigger("now")
            .mode("count")
            .launch();
    assertThat(strict.awaitFailure()).contains("can't be reached", "failOnUnreachableSink");
  }

  @Test
  void aSinkThatStaysDownTooLongFailsAnyQuery() throws Exception {
    EmbeddedSink down = sink();
    String address = down.address();
    down.stop();
    ServedQuery query =
        session
            .query()
            .option("sinks", address)
            .option("maxSinkDowntime", "2s")
            .mode("count")
            .launch();
    assertThat(query.awaitFailure()).contains("has been down for", "maxSinkDowntime");
  }

  @Test
  void processAllAvailableReturnsWhenWhatWasPutIsProcessed() throws Exception {
    EmbeddedSink sink = sink();
    try (ServedQuery query = session.query(sink).mode("count").start()) {
      for (int i = 1; i <= 15; i++) {
        sink.putSmall("all-" + i, 10);
        query.processAllAvailable();
        assertThat(query.rows()).as("after put %d", i).isEqualTo(10 * i);
      }
    }
  }

  @Test
  void aMicroBatchForOtherSourcesShowsNoEventsAndTheNextOneShowsItsOwn() throws Exception {
    EmbeddedSink sink = sink();
    try (ServedQuery query = session.query(sink).with("query", "beside-others").start()) {
      for (int i = 1; i <= 2; i++) {
        sink.putSmall("beside-" + i, 10 * i);
        int rows = 10 * i;
        query.await("its progress", () -> shown(query).contains(rows));
        query.await("one after it", () -> shown(query).lastIndexOf(0) > shown(query).indexOf(rows));
      }
      assertThat(shown(query).stream().mapToInt(Integer::intValue).sum()).isEqualTo(30);
    }
  }

  private static List<Integer> shown(ServedQuery query) {
    return query.progress().stream()
        .map(progress -> ServedQuery.metric(progress, "eventsInEpoch"))
        .filter(Objects::nonNull)
        .map(Integer::valueOf)
        .toList();
  }

  @Test
  void onceReadsWhatIsThere() throws Exception {
    EmbeddedSink sink = sink("batch-size=100");
    sink.putSmall("once", 5000);
    ServedQuery query =
        session
            .query(sink)
            .trigger("once")
            .option("maxEventsPerTrigger", "7")
            .mode("count")
            .start();
    query.awaitEnd();
    assertThat(query.batches()).extracting(Batch::rows).containsExactly(5000);
  }
}
