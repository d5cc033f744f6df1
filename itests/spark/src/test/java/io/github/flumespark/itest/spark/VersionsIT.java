package io.github.flumespark.itest.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.flumespark.itest.agent.SecondJdk;
import io.github.flumespark.itest.spark.ServedQuery.Batch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flume.Event;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The least that holds on each Spark that the one jar is for, in one session of each. */
class VersionsIT {

  @TempDir Path directory;

  @Test
  @Tag("matrix")
  void theNewestSparkDoesItOnTheNewestJavaAsWell() throws Exception {
    SparkWorld world = SparkWorld.SPARK_4_2_NEWER_JAVA;
    assumeThat(world.java())
        .as("a newer JDK next to this one, or in the variable %s", SecondJdk.VARIABLE)
        .isPresent();
    theSourceDeliversGoesOnFromItsCheckpointDrainsAndKeepsAnInterval(world);
  }

  @ParameterizedTest
  @EnumSource(names = {"SPARK_3_5", "SPARK_4_0", "SPARK_4_1"})
  void theSourceDeliversGoesOnFromItsCheckpointDrainsAndKeepsAnInterval(SparkWorld world)
      throws Exception {
    try (EmbeddedSink sink =
            new EmbeddedSink("versions", EmbeddedSink.LARGE_CHANNEL, Map.of("threads", "4"));
        QuerySession session = new QuerySession(world, directory)) {
      List<Event> events = new ArrayList<>(sink.putSample("first", 1500));
      ServedQuery first = session.query(sink).start();
      first.awaitRows(1500);
      events.addAll(sink.putSample("second", 700));
      first.awaitRows(2200);
      first.stop();

      events.addAll(sink.putSample("meanwhile", 300));
      ServedQuery again = session.query(sink).continuing(first).start();
      again.await("what had come", () -> first.output().lines().size() >= 2500);
      again.stop();

      events.addAll(sink.putSample("nightly", 2500));
      ServedQuery nightly = session.query(sink).trigger("now").continuing(first).start();
      nightly.awaitEnd();
      Events.assertEachArrivedOnce(events, first.output().lines());

      keepsAnInterval(session, sink);
      session.awaitNoThreads("flume-watch-");
      assertThat(sink.stopAndDrain()).isEmpty();
    }
  }

  private static void keepsAnInterval(QuerySession session, EmbeddedSink sink) throws Exception {
    ServedQuery query = session.query(sink).trigger("2000").mode("count").start();
    Flow flow = new Flow(sink, 20, Duration.ofMillis(100));
    try (flow) {
      query.await("four micro-batches", () -> query.batches().size() >= 4);
    }
    List<Batch> batches = query.batches();
    for (int i = 1; i < batches.size(); i++) {
      long apart = batches.get(i).millis() - batches.get(i - 1).millis();
      assertThat(apart).as("ms between micro-batches %d and %d", i - 1, i).isLessThan(3500);
    }
    query.awaitRows(flow.put());
    query.stop();
  }
}
