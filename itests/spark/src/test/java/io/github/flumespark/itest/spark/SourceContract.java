package io.github.flumespark.itest.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flumespark.itest.spark.ServedQuery.Batch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flume.Event;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people do with a source, on each Spark that the one jar is for. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class SourceContract {

  private final QuerySession session;
  private final List<EmbeddedSink> sinks = new ArrayList<>();

  SourceContract(SparkWorld world, Path directory) throws IOException {
    this.session = new QuerySession(world, directory);
  }

  @AfterAll
  void stopSpark() {
    session.close();
  }

  @AfterEach
  void closeSinks() {
    sinks.forEach(EmbeddedSink::close);
    sinks.clear();
  }

  private EmbeddedSink sink() {
    EmbeddedSink sink =
        new EmbeddedSink(
            "contract-" + sinks.size(), EmbeddedSink.LARGE_CHANNEL, Map.of("threads", "4"));
    sinks.add(sink);
    return sink;
  }

  @ParameterizedTest
  @ValueSource(strings = {"several-actions", "persisted"})
  void aMicroBatchIsTheSameHoweverOftenItIsRead(String mode) throws Exception {
    EmbeddedSink sink = sink();
    List<Event> events = new ArrayList<>(sink.putSample("a " + mode, 1500));
    try (ServedQuery query = session.query(sink).mode(mode).start()) {
      query.awaitRows(1500);
      events.addAll(sink.putSample("b " + mode, 700));
      query.awaitRows(2200);
      query.stop();
      Events.assertEachArrivedOnce(events, query.output().lines());
    }
    assertThat(sink.stopAndDrain()).isEmpty();
  }

  @Test
  void aUnionOfAStreamWithItselfHasEachEventTwice() throws Exception {
    EmbeddedSink sink = sink();
    sink.putSample("union", 1200);
    try (ServedQuery query = session.query(sink).with("query", "union").start()) {
      query.awaitRows(2400);
      List<String> lines = query.output().lines();
      assertThat(lines).hasSize(2400);
      assertThat(lines.stream().distinct()).hasSize(1200);
    }
  }

  @Test
  void aSelfJoinIsRefusedAndSaysHowToDoIt() throws Exception {
    EmbeddedSink sink = sink();
    List<Event> events = sink.putSample("join", 100);
    ServedQuery query = session.query(sink).with("query", "self-join").launch();
    assertThat(query.awaitFailure())
        .contains("would read the sink at " + sink.address() + " by two sources")
        .contains("Give all columns of one side other names before the join");
    session.awaitNoThreads("flume-watch-");
    assertThat(sink.stopAndDrain()).hasSameSizeAs(events);
  }

  @Test
  void aSelfJoinWithOtherNamesReadsTheSinkOnce() throws Exception {
    EmbeddedSink sink = sink();
    sink.putSmall("join", 100);
    try (ServedQuery query = session.query(sink).with("query", "renamed-self-join").start()) {
      query.awaitRows(100);
      assertThat(query.rows()).isEqualTo(100);
    }
    assertThat(sink.stopAndDrain()).isEmpty();
  }

  @Test
  void twoQueriesOnOneSinkAreWarnedOfByTheirNames() throws Exception {
    EmbeddedSink sink = sink();
    try (ServedQuery one = session.query(sink).mode("count").start();
        ServedQuery other = session.query(sink).mode("count").start()) {
      session
          .spark()
          .await(
              "a warning",
              () ->
                  session
                      .log()
                      .lines()
                      .anyMatch(
                          line ->
                              line.contains("Two queries read the sink at " + sink.address())
                                  && line.contains("query " + one.spec().name() + " of")
                                  && line.contains("query " + other.spec().name() + " of")));
    }
  }

  @Test
  void aLimitedQueryEndsWithItsLimit() throws Exception {
    EmbeddedSink sink = sink();
    sink.putSmall("limit", 500);
    ServedQuery query =
        session.query(sink).with("query", "limit").trigger("now").mode("count").start();
    query.awaitEnd();
    assertThat(query.rows()).isEqualTo(10);
  }

  @Test
  void aMicroBatchOfWhichOneRowIsReadIsOverAllTheSame() throws Exception {
    EmbeddedSink sink = sink();
    sink.putSmall("first", 300);
    ServedQuery query = session.query(sink).trigger("now").mode("first").start();
    query.awaitEnd();
    assertThat(query.batches()).extracting(Batch::rows).containsOnly(1);
    assertThat(sink.stopAndDrain()).isEmpty();
  }

  @Test
  void aRestartWithFewerSinksAndConnectionsLosesNothing() throws Exception {
    EmbeddedSink stays = sink();
    EmbeddedSink goes = sink();
    List<Event> events = new ArrayList<>();
    ServedQuery first =
        session.query(stays, goes).option("connections", "2").option("batchSize", "100").start();
    events.addAll(stays.putSample("stays", 1000));
    events.addAll(goes.putSample("goes", 1000));
    first.awaitRows(1);
    first.stop();
    try (ServedQuery second =
        session.query(stays).option("batchSize", "70").continuing(first).start()) {
      events.addAll(stays.putSample("more", 500));
      second.await(
          "all that was acknowledged",
          () -> {
            long acked = stays.channel().committed() + goes.channel().committed();
            return stays.channel().committed() == 1500 && first.output().lines().size() == acked;
          });
      second.stop();
    }
    List<Event> left = goes.stopAndDrain();
    List<String> lines = new ArrayList<>(first.output().lines());
    left.forEach(event -> lines.add(Events.line(event)));
    Events.assertEachArrivedOnce(events, lines);
  }

  @Test
  void stopsAndStartsAtOnceLoseNothing() throws Exception {
    EmbeddedSink sink = sink();
    // A stop may leave a temporary file of Spark's own, which Spark 4.1 takes for another query's.
    session.conf("spark.sql.streaming.verifyCheckpointDirectoryEmptyOnStart=false");
    List<Event> events = new ArrayList<>(sink.putSample("before", 500));
    ServedQuery first = session.query(sink).start();
    // From Spark 4.1 on a checkpoint is of no use whose very first offset was cut off.
    first.awaitRows(500);
    first.stop();
    for (int i = 0; i < 4; i++) {
      ServedQuery next = session.query(sink).continuing(first).start();
      events.addAll(sink.putSample("meanwhile " + i, 50));
      next.stop();
    }
    try (ServedQuery last = session.query(sink).continuing(first).start()) {
      last.await("all", () -> first.output().lines().size() >= events.size());
      last.stop();
    }
    Events.assertEachArrivedOnce(events, first.output().lines());
    session.awaitNoThreads("flume-watch-");
  }

  @Test
  void triggersWithoutEventsHaveNoMicroBatches() throws Exception {
    EmbeddedSink sink = sink();
    try (ServedQuery query = session.query(sink).trigger("300").mode("count").start()) {
      sink.putSmall("first", 5);
      query.awaitRows(5);
      long after = System.currentTimeMillis();
      query.await("ten triggers", () -> System.currentTimeMillis() > after + 3000);
      assertThat(query.batches()).hasSize(1);
      sink.putSmall("second", 5);
      query.awaitRows(10);
      assertThat(query.batches()).hasSize(2);
    }
  }

  @Test
  void aMicroBatchHasNoMoreEventsOrBytesThanItMay() throws Exception {
    EmbeddedSink sink = sink();
    sink.putSmall("limits", 2000);
    ServedQuery byEvents =
        session
            .query(sink)
            .trigger("now")
            .option("maxEventsPerTrigger", "300")
            .mode("count")
            .start();
    byEvents.awaitEnd();
    assertThat(byEvents.rows()).isEqualTo(2000);
    assertThat(byEvents.batches()).extracting(Batch::rows).allMatch(rows -> rows <= 300);
    sink.put(Events.sample("bytes", 600));
    // A sixth of them has 5,000 bytes: 60 events have some 55,000.
    ServedQuery byBytes =
        session
            .query(sink)
            .trigger("now")
            .option("maxBytesPerTrigger", "64k")
            .option("batchSize", "60")
            .start();
    byBytes.awaitEnd();
    assertThat(byBytes.rows()).isEqualTo(600);
    assertThat(byBytes.batches()).extracting(Batch::rows).allMatch(rows -> rows <= 130);
    assertThat(byBytes.batches()).hasSizeGreaterThan(4);
  }

  @Test
  void aMicroBatchWaitsForEnoughEventsButNotForEver() throws Exception {
    EmbeddedSink sink = sink();
    sink.putSmall("first", 1);
    try (ServedQuery query =
        session
            .query(sink)
            .option("minEventsPerTrigger", "100")
            .option("maxTriggerDelay", "4s")
            .mode("count")
            .start()) {
      query.awaitRows(1);
      sink.putSmall("few", 60);
      sink.putSmall("enough", 60);
      query.awaitRows(121);
      assertThat(query.batches()).extracting(Batch::rows).last().isEqualTo(120);
      sink.putSmall("few", 7);
      query.awaitRows(128);
      List<Batch> batches = query.batches();
      long waited =
          batches.get(batches.size() - 1).millis() - batches.get(batches.size() - 2).millis();
      assertThat(waited).as("ms that seven events waited for more").isGreaterThan(3000);
    }
  }

  @Test
  void theProgressShowsThisMicroBatchAndWhatIsBehind() throws Exception {
    EmbeddedSink sink = sink();
    EmbeddedSink other = sink();
    try (ServedQuery query = session.query(sink, other).mode("count").start()) {
      for (int i = 1; i <= 3; i++) {
        sink.putSmall("progress-" + i, 10 * i);
        int rows = 10 * i;
        query.await(
            "the progress of micro-batch " + i,
            () ->
                query.progress().stream()
                    .anyMatch(
                        p ->
                            Integer.toString(rows).equals(ServedQuery.metric(p, "eventsInEpoch"))));
      }
      String last = query.progress().get(query.progress().size() - 1);
      assertThat(ServedQuery.metric(last, "eventsInEpoch")).isEqualTo("30");
      assertThat(Integer.parseInt(ServedQuery.metric(last, "bytesInEpoch"))).isPositive();
      assertThat(ServedQuery.metric(last, "eventsBehind")).isEqualTo("0");
      assertThat(ServedQuery.metric(last, "maxEventsBehind")).isEqualTo("0");
      assertThat(ServedQuery.metric(last, "sinksUp")).isEqualTo("2");
      assertThat(ServedQuery.metric(last, "sinksDown")).isEqualTo("0");
      String name = "flume-source-" + query.spec().name() + "-0";
      assertThat(session.metric(name, "eventsRead")).isEqualTo("60");
      assertThat(session.metric(name, "sinksUp")).isEqualTo("2");
      query.stop();
      assertThat(session.metric(name)).as("metrics of a query that has ended").isEmpty();
    }
  }

  @Test
  void aTableIsCreatedDescribedReadAsAStreamAndDropped() throws Exception {
    EmbeddedSink sink = sink();
    List<Event> events = sink.putSample("table", 300);
    assertThat(
            session.sql(
                "CREATE TABLE events USING flume OPTIONS (sinks '%s', batchSize '50')"
                        .formatted(sink.address())
                    + " TBLPROPERTIES ('team' = 'web')"))
        .startsWith("SQL ");
    assertThat(session.sql("DESCRIBE TABLE EXTENDED events")).startsWith("SQL ").contains("flume");
    assertThat(session.sql("SELECT * FROM events"))
        .startsWith("SQLFAILED")
        .contains("is a stream")
        .contains("readStream()");
    try (ServedQuery query = session.query().with("table", "events").start()) {
      query.awaitRows(300);
      query.stop();
      Events.assertEachArrivedOnce(events, query.output().lines());
      // The reader's own options stand above the table's; the checkpoint knows where it was.
      events = new ArrayList<>(events);
      events.addAll(sink.putSample("more", 40));
      try (ServedQuery again =
          session
              .query()
              .with("table", "events")
              .option("maxEventsPerTrigger", "7")
              .continuing(query)
              .start()) {
        int all = events.size();
        again.await("those as well", () -> query.output().lines().size() >= all);
        // The last micro-batch before may run again: Spark was stopped, maybe, before it noted it.
        long last = query.batches().get(query.batches().size() - 1).number();
        assertThat(again.batches().stream().filter(batch -> batch.number() > last))
            .hasSizeGreaterThan(4)
            .extracting(Batch::rows)
            .allMatch(rows -> rows <= 7);
        again.stop();
      }
      Events.assertEachArrivedOnce(events, query.output().lines());
    }
    assertThat(session.sql("DROP TABLE events")).startsWith("SQL ");
  }

  @Test
  void aTableWithAWrongOptionCanBeDescribedAndDroppedAndSaysWhatIsWrongWhenItIsRead()
      throws Exception {
    session.sql("CREATE TABLE broken USING flume OPTIONS (sinks 'a:1', batchSiez '50')");
    assertThat(session.sql("DESCRIBE TABLE broken")).startsWith("SQL ");
    ServedQuery query = session.query().with("table", "broken").launch();
    assertThat(query.awaitFailure())
        .containsIgnoringCase("has no option batchSiez")
        .contains("batchSize");
    assertThat(session.sql("DROP TABLE broken")).startsWith("SQL ");
  }

  @Test
  void optionsCanBeSetForTheSession() throws Exception {
    EmbeddedSink sink = sink();
    session.conf("spark.datasource.flume.connections=0");
    try {
      ServedQuery query = session.query(sink).launch();
      assertThat(query.awaitFailure()).contains("connections is '0'");
      session.sql("CREATE TABLE defaults USING flume OPTIONS (sinks 'a:1')");
      ServedQuery table = session.query().with("table", "defaults").launch();
      assertThat(table.awaitFailure()).contains("connections is '0'");
    } finally {
      session.conf("spark.datasource.flume.connections=1");
      session.sql("DROP TABLE defaults");
    }
  }

  @Test
  void theProvidersClassServesWhereTheShortNameIsNotRegistered() throws Exception {
    EmbeddedSink sink = sink();
    sink.putSmall("class", 10);
    try (ServedQuery query =
        session
            .query(sink)
            .with("format", "io.github.flumespark.sql.FlumeTableProvider")
            .mode("count")
            .start()) {
      query.awaitRows(10);
    }
  }

  @Test
  void asynchronousProgressTrackingIsRefused() throws Exception {
    EmbeddedSink sink = sink();
    sink.putSmall("async", 10);
    ServedQuery query =
        session
            .query(sink)
            .with("sink", "noop")
            .with("writer.asyncProgressTrackingEnabled", "true")
            .launch();
    assertThat(query.awaitFailure()).contains("asyncProgressTrackingEnabled", "could get lost");
    session.awaitNoThreads("flume-watch-");
    assertThat(sink.stopAndDrain()).hasSize(10);
  }

  @Test
  void aFileSystemOfTheSessionThatHasNoAbstractFileSystemHoldsACheckpoint() throws Exception {
    EmbeddedSink sink = sink();
    List<Event> events = new ArrayList<>(sink.putSample("session", 200));
    session.conf("fs.crash.impl=io.github.flumespark.itest.structured.CrashFileSystem");
    QuerySession.QuerySpec spec = session.query(sink);
    spec.with("checkpoint", spec.checkpoint().toUri().toString().replace("file:", "crash:"));
    try (ServedQuery query = spec.start()) {
      query.awaitRows(200);
      events.addAll(sink.putSample("more", 200));
      query.awaitRows(400);
      query.stop();
      Events.assertEachArrivedOnce(events, query.output().lines());
    }
    assertThat(session.log()).contains("no AbstractFileSystem for crash:");
  }
}
