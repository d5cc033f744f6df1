package io.github.flumespark.itest.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Our clients and Spark 2.4.8's own sink: Spark can be upgraded before the agents are. That sink
 * tells nothing of itself, answers a poll only when it has events, and holds what it has given to a
 * connection that is gone for a minute.
 */
class OldSinkIT {

  @TempDir static Path directory;

  private static QuerySession session;

  private Spark24SinkProcess sink;

  @BeforeAll
  static void startSpark() throws IOException {
    session = new QuerySession(SparkWorld.SPARK_4_2, directory);
  }

  @AfterAll
  static void stopSpark() {
    session.close();
  }

  @AfterEach
  void stopSink() {
    if (sink != null) {
      sink.close();
    }
  }

  private QuerySession.QuerySpec query() throws IOException {
    sink = new Spark24SinkProcess(directory, 0);
    return session.query().option("sinks", sink.address()).mode("count");
  }

  @Test
  void eventsComeAtOnceAndOnceHoweverLongNoneCame() throws Exception {
    // Shorter than the silences here: nobody may be misled by it.
    try (ServedQuery query = query().option("callTimeout", "1s").start()) {
      sink.put("first", 2500);
      query.awaitRows(2500);
      for (int i = 1; i <= 3; i++) {
        long quiet = System.currentTimeMillis() + 2000;
        query.await("a silence", () -> System.currentTimeMillis() > quiet);
        long before = System.currentTimeMillis();
        sink.put("more-" + i, 10);
        query.awaitRows(2500 + 10 * i);
        assertThat(System.currentTimeMillis() - before).as("ms until they came").isLessThan(6000);
      }
      assertThat(query.rows()).isEqualTo(2530);
      assertThat(sink.committed()).isEqualTo(2530);
    }
  }

  @Test
  void batchesThatAreAllFullHoldNothingUpThatComesLater() throws Exception {
    // After the last one nobody knows that it was the last, and a poll is left waiting.
    try (ServedQuery query =
        query().option("batchSize", "100").option("connections", "2").start()) {
      for (int i = 1; i <= 4; i++) {
        sink.put("full-" + i, 1000);
        int rows = 1000 * i;
        long before = System.currentTimeMillis();
        query.awaitRows(rows);
        assertThat(System.currentTimeMillis() - before).as("ms until they came").isLessThan(8000);
      }
      query.await("all acknowledged", () -> sink.committed() == 4000);
    }
  }

  @Test
  void availableNowReadsWhatIsThereAndEnds() throws Exception {
    QuerySession.QuerySpec spec = query();
    sink.put("now", 6050);
    ServedQuery query = spec.trigger("now").start();
    query.awaitEnd();
    assertThat(query.rows()).isEqualTo(6050);
    assertThat(sink.committed()).isEqualTo(6050);
    // That it is idle is not to be taken for that it is down.
    ServedQuery nothing =
        session
            .query()
            .option("sinks", sink.address())
            .option("failOnUnreachableSink", "true")
            .continuing(query)
            .mode("count")
            .trigger("now")
            .start();
    nothing.awaitEnd();
    assertThat(nothing.rows()).isZero();
  }

  @Test
  void aTriggerWithAnIntervalHasWhatHadCome() throws Exception {
    try (ServedQuery query = query().trigger("2000").start()) {
      for (int i = 1; i <= 4; i++) {
        sink.put("interval-" + i, 30);
        int rows = 30 * i;
        query.awaitRows(rows);
      }
      List<ServedQuery.Batch> batches = query.batches();
      assertThat(batches).hasSize(4);
      // The first one takes longer than the others.
      for (int i = 2; i < batches.size(); i++) {
        long apart = batches.get(i).millis() - batches.get(i - 1).millis();
        assertThat(apart).as("ms between micro-batches").isBetween(1000L, 3500L);
      }
    }
  }

  @Test
  void aStreamOfSpark4GetsOnWithItToo() throws Exception {
    sink = new Spark24SinkProcess(directory, 0);
    try (SparkProcess spark =
        SparkProcess.launch(
            SparkWorld.SPARK_4_2, List.of("-Dspark.streaming.flume.callTimeout=1s"), List.of())) {
      spark.startWith(SparkProcess.MEMORY_AND_DISK, 1000, 2, sink.port());
      sink.put("first", 1500);
      spark.awaitEvents(1500);
      long quiet = System.currentTimeMillis() + 3000;
      spark.await("a silence", () -> System.currentTimeMillis() > quiet);
      long before = System.currentTimeMillis();
      sink.put("second", 10);
      spark.awaitEvents(1510);
      assertThat(System.currentTimeMillis() - before).as("ms until they came").isLessThan(6000);
      spark.await("all acknowledged", () -> sink.committed() == 1510);
      assertThat(spark.log()).doesNotContain("has not answered");
      spark.stop();
      assertThat(spark.events()).hasSize(1510);
    }
  }
}
