package io.github.flumespark.itest.spark;

import static io.github.flumespark.itest.spark.EmbeddedSink.DEFAULT_CHANNEL;
import static io.github.flumespark.itest.spark.EmbeddedSink.LARGE_CHANNEL;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flume.Event;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What Spark 2.4 polls is what was put in the channel. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DeliveryContract {

  private final SparkWorld world;
  private SparkProcess spark;

  DeliveryContract(SparkWorld world) {
    this.world = world;
  }

  @BeforeAll
  void launchSpark() throws IOException {
    spark = SparkProcess.launch(world);
  }

  @AfterAll
  void endSpark() throws IOException {
    spark.close();
  }

  @AfterEach
  void stopStream() {
    spark.stopIfStarted();
  }

  @Test
  void everyEventArrivesOnceWithItsHeadersAndBody() {
    List<Event> events = Events.sample("all", 5000);
    try (EmbeddedSink sink = new EmbeddedSink("all", LARGE_CHANNEL, Map.of("timeout", "2"))) {
      sink.put(events);
      spark.start(sink.port());
      spark.awaitCommit(sink, events.size());
      sleep(Duration.ofSeconds(3)); // Longer than the sink's timeout: a batch left open shows now.
      spark.stop();

      Events.assertEachArrivedOnce(events, spark.events());
      assertThat(sink.stopAndDrain()).as("events left in the channel").isEmpty();
      assertThat(sink.channel().committed()).isEqualTo(events.size());
      assertThat(sink.channel().rollbacks()).as("rollbacks before the drain").isZero();
    }
  }

  @Test
  void aBatchLargerThanTheChannelsTransactionsIsCutToTheirSize() {
    List<Event> events = Events.sample("default", 1000);
    try (EmbeddedSink sink = new EmbeddedSink("default", DEFAULT_CHANNEL, Map.of())) {
      spark.start(SparkProcess.MEMORY_AND_DISK, 1000, sink.port());
      sink.put(events);
      spark.awaitCommit(sink, events.size());
      spark.stop();

      Events.assertEachArrivedOnce(events, spark.events());
      assertThat(sink.stopAndDrain()).as("events left in the channel").isEmpty();
    }
  }

  @Test
  void oneStreamPollsTwoSinks() {
    List<Event> left = Events.sample("left", 1000);
    List<Event> right = Events.sample("right", 1500);
    try (EmbeddedSink leftSink = new EmbeddedSink("left", LARGE_CHANNEL, Map.of());
        EmbeddedSink rightSink = new EmbeddedSink("right", LARGE_CHANNEL, Map.of())) {
      spark.start(leftSink.port(), rightSink.port());
      leftSink.put(left);
      rightSink.put(right);
      spark.awaitCommit(leftSink, left.size());
      spark.awaitCommit(rightSink, right.size());
      spark.stop();

      Events.assertEachArrivedOnce(Events.concat(left, right), spark.events());
      assertThat(leftSink.stopAndDrain()).as("events left in the left channel").isEmpty();
      assertThat(rightSink.stopAndDrain()).as("events left in the right channel").isEmpty();
    }
  }

  @Test
  void pollsThatFoundNothingDoNoHarm() {
    List<Event> events = Events.sample("late", 300);
    Map<String, String> settings = Map.of("pollTimeout", "200", "timeout", "2");
    try (EmbeddedSink sink = new EmbeddedSink("idle", LARGE_CHANNEL, settings)) {
      spark.start(sink.port());
      // Which this client takes for success, and acks.
      spark.await("ten empty batches", () -> sink.emptyBatches() >= 10);
      sink.put(events);
      spark.awaitCommit(sink, events.size());
      spark.stop();

      Events.assertEachArrivedOnce(events, spark.events());
      assertThat(sink.stopAndDrain()).as("events left in the channel").isEmpty();
    }
  }

  private static void sleep(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
