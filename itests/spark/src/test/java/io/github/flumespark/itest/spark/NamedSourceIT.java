package io.github.flumespark.itest.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flume.Event;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spark 4.2's named sources, which keep what they know below their name. */
class NamedSourceIT {

  private static final String EVOLUTION =
      "spark.sql.streaming.queryEvolution.enableSourceEvolution=";
  private static final String FORMAT = "spark.sql.streaming.offsetLog.formatVersion=";

  @TempDir static Path directory;

  private static QuerySession session;

  private final EmbeddedSink sink =
      new EmbeddedSink("named", EmbeddedSink.LARGE_CHANNEL, Map.of("threads", "4"));

  @BeforeAll
  static void startSpark() throws IOException {
    session = new QuerySession(SparkWorld.SPARK_4_2, directory);
  }

  @AfterAll
  static void stopSpark() {
    session.close();
  }

  @AfterEach
  void close() {
    sink.close();
    session.conf(EVOLUTION + "false");
    session.conf(FORMAT + "1");
  }

  @Test
  void aStreamWithANameGoesOnFromItsCheckpoint() throws Exception {
    session.conf(EVOLUTION + "true");
    session.conf(FORMAT + "2");
    List<Event> events = new ArrayList<>(sink.putSample("one", 500));
    ServedQuery first = session.query(sink).with("name", "web").start();
    first.awaitRows(500);
    first.stop();
    events.addAll(sink.putSample("two", 500));
    try (ServedQuery second = session.query(sink).with("name", "web").continuing(first).start()) {
      second.await("all", () -> first.output().lines().size() >= 1000);
      second.stop();
    }
    Events.assertEachArrivedOnce(events, first.output().lines());
    assertThat(first.spec().checkpoint().resolve("sources/web")).isDirectory();
  }

  /** A micro-batch failed after its events were acknowledged: they are in its segments alone. */
  @Test
  void aStreamThatHasACheckpointIsNotGivenANameAndGoesOnWithout() throws Exception {
    List<Event> events = new ArrayList<>(sink.putSample("before", 500));
    ServedQuery first = session.query(sink).trigger("now").start();
    first.awaitEnd();
    ServedQuery fails = session.query(sink).mode("fail").continuing(first).launch();
    events.addAll(sink.putSample("acknowledged", 300));
    assertThat(fails.awaitFailure()).contains("told to fail");
    assertThat(sink.channel().committed()).isEqualTo(800);

    session.conf(EVOLUTION + "true");
    for (int attempt = 0; attempt < 2; attempt++) {
      ServedQuery named = session.query(sink).with("name", "web").continuing(first).launch();
      assertThat(named.awaitFailure())
          .contains("can't be given a name")
          .contains("Trigger.AvailableNow");
    }

    session.conf(EVOLUTION + "false");
    try (ServedQuery again = session.query(sink).continuing(first).start()) {
      again.await("all", () -> first.output().lines().size() >= 800);
      again.stop();
    }
    Events.assertEachArrivedOnce(events, first.output().lines());
  }
}
