package io.github.flumespark.itest.spark;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flume.event.EventBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sinks that take their time, and events that are large. */
class LargeAndSlowIT {

  @TempDir static Path directory;

  private static QuerySession session;

  private EmbeddedSink sink;

  @BeforeAll
  static void startSpark() throws IOException {
    session = new QuerySession(SparkWorld.SPARK_4_2, directory);
  }

  @AfterAll
  static void stopSpark() {
    session.close();
  }

  @AfterEach
  void closeSink() {
    sink.close();
  }

  private void start(String name, String... settings) {
    Map<String, String> all = new HashMap<>(Map.of("pollTimeout", "10000", "linger", "2000"));
    for (String setting : settings) {
      all.put(setting.split("=", 2)[0], setting.split("=", 2)[1]);
    }
    sink = new EmbeddedSink(name, EmbeddedSink.LARGE_CHANNEL, all);
  }

  @Test
  void aSinkThatNeedsLongerForABatchThanThePollTimeoutIsWaitedFor() throws Exception {
    // Some five seconds for a batch of 5,000, and two more for one that isn't full.
    start(
        "slow",
        "transformers=slow",
        "transformers.slow.type=thinning",
        "transformers.slow.micros=1000");
    sink.putSmall("slow", 6000);
    try (ServedQuery query =
        session.query(sink).option("batchSize", "5000").mode("count").start()) {
      query.awaitRows(6000);
      assertThat(query.rows()).isEqualTo(6000);
      assertThat(sink.channel().rollbacks()).as("batches that came to nothing").isZero();
    }
  }

  @Test
  void aWaitThatWasTooShortIsSaidAndTheNextOneIsLonger() throws Exception {
    start(
        "slower",
        "transformers=slow",
        "transformers.slow.type=thinning",
        "transformers.slow.micros=1000");
    sink.putSmall("slower", 3000);
    try (ServedQuery query =
        session
            .query(sink)
            .option("batchSize", "3000")
            .option("callTimeout", "1s")
            .mode("count")
            .start()) {
      query.awaitRows(3000);
      assertThat(query.rows()).isEqualTo(3000);
      assertThat(session.log())
          .contains(
              "The sink at %s has events, and has not answered a poll within 1000 ms. The next wait"
                      .formatted(sink.address())
                  + " is 2000 ms");
    }
  }

  @Test
  void anEventLargerThanAnAnswerMayBeFailsTheQueryAndIsReadWhenItMayBeLarger() throws Exception {
    start("large");
    sink.putSmall("before", 10);
    sink.put(List.of(EventBuilder.withBody("x".repeat(3 << 20).getBytes(UTF_8))));
    sink.putSmall("after", 10);
    ServedQuery query = session.query(sink).option("maxReplySize", "1m").mode("count").launch();
    assertThat(query.awaitFailure())
        .contains("larger than the option maxReplySize allows, which is 1048576 bytes")
        .contains(sink.address());
    try (ServedQuery again =
        session.query(sink).option("maxReplySize", "16m").continuing(query).mode("count").start()) {
      again.await("all acknowledged", () -> sink.channel().committed() == 21);
      again.await("the last", () -> query.rows() + again.rows() >= 21);
    }
  }
}
