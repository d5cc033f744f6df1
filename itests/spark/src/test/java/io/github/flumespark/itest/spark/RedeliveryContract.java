package io.github.flumespark.itest.spark;

import static io.github.flumespark.itest.spark.EmbeddedSink.LARGE_CHANNEL;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flume.Event;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What Spark 2.4 did not store, or not in time, comes again; and its client, which has one thread
 * that any unexpected answer would end, polls on.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RedeliveryContract {

  /** In seconds: so long that only a nack can bring a batch again while the test has patience. */
  private static final Map<String, String> LONG_TIMEOUT = Map.of("timeout", "600");

  private final SparkWorld world;
  private SparkProcess spark;

  RedeliveryContract(SparkWorld world) {
    this.world = world;
  }

  @BeforeAll
  void launchSpark() throws IOException {
    spark = SparkProcess.launchWithBreakableLog(world);
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
  void aBatchThatSparkCouldNotStoreIsNackedAndComesAgain() {
    int failures = 3;
    List<Event> events = Events.sample("nack", 900);
    try (EmbeddedSink sink = new EmbeddedSink("nack", LARGE_CHANNEL, LONG_TIMEOUT)) {
      spark.start(SparkProcess.MEMORY_AND_DISK, 100, sink.port());
      spark.failNextStores(failures);
      sink.put(events);
      spark.awaitCommit(sink, events.size());
      spark.awaitEvents(events.size());
      spark.stop();

      assertThat(spark.answers("STORE-FAILED")).as("batches that Spark nacked").hasSize(failures);
      assertThat(sink.channel().rollbacks()).as("batches rolled back").isEqualTo(failures);
      Events.assertEachArrivedOnce(events, spark.events());
      assertThat(sink.stopAndDrain()).as("events left in the channel").isEmpty();
    }
  }

  @Test
  void aBatchThatIsAckedTooLateComesAgainAndItsAckDoesNoHarm() {
    List<Event> slow = Events.sample("slow", 50);
    List<Event> next = Events.sample("next", 200);
    try (EmbeddedSink sink = new EmbeddedSink("late", LARGE_CHANNEL, Map.of("timeout", "1"))) {
      spark.start(sink.port());
      spark.delayNextStore(Duration.ofSeconds(3));
      sink.put(slow);
      spark.awaitCommit(sink, slow.size());
      assertThat(spark.answers("STORE-DELAYED")).hasSize(1);
      assertThat(sink.channel().rollbacks()).as("batches that timed out").isPositive();
      sink.put(next);
      spark.awaitCommit(sink, slow.size() + next.size());
      spark.awaitEvents(slow.size() + next.size());
      spark.stop();

      Events.assertEachArrived(Events.concat(slow, next), spark.events());
      assertThat(spark.events())
          .as("deliveries: Spark stored the late batch, and then again")
          .hasSizeGreaterThanOrEqualTo(2 * slow.size() + next.size());
      assertThat(sink.stopAndDrain()).as("events left in the channel").isEmpty();
    }
  }

  @Test
  void aCommitThatFailedBringsItsBatchAgain() {
    List<Event> refused = Events.sample("refused", 100);
    List<Event> next = Events.sample("next", 200);
    try (EmbeddedSink sink = new EmbeddedSink("commit", LARGE_CHANNEL, LONG_TIMEOUT)) {
      sink.channel().failNextCommits(1);
      spark.start(sink.port());
      sink.put(refused);
      spark.awaitCommit(sink, refused.size());
      assertThat(sink.channel().rollbacks()).as("batches rolled back").isEqualTo(1);
      sink.put(next);
      spark.awaitCommit(sink, refused.size() + next.size());
      spark.awaitEvents(refused.size() + next.size());
      spark.stop();

      Events.assertEachArrived(Events.concat(refused, next), spark.events());
      assertThat(spark.events())
          .as("deliveries: Spark had stored the refused batch")
          .hasSizeGreaterThan(refused.size() + next.size());
      assertThat(sink.stopAndDrain()).as("events left in the channel").isEmpty();
    }
  }

  @Test
  void aBatchThatSparkHeldWhenItDiedComesAgainToItsSuccessor() throws IOException {
    List<Event> before = Events.sample("before", 200);
    List<Event> held = Events.sample("held", 200);
    List<Event> after = Events.sample("after", 200);
    try (SparkProcess victim = SparkProcess.launchWithBreakableLog(world);
        EmbeddedSink sink = new EmbeddedSink("killed", LARGE_CHANNEL, LONG_TIMEOUT)) {
      List<String> received = holdABatch(victim, sink, before, held);
      victim.kill();
      spark.await("the dead client's batch to be rolled back", () -> isRolledBack(sink));
      sink.put(after);
      received.addAll(successorReceives(sink, 3 * 200, 2 * 200));

      Events.assertEachArrivedOnce(Events.concat(before, held, after), received);
      assertThat(sink.stopAndDrain()).as("events left in the channel").isEmpty();
    }
  }

  /**
   * The sink's return is met by a new client: the old one, which uses Avro 1.8.2, locks itself up
   * when its reconnection is refused.
   */
  @Test
  void aSinkThatWasStoppedAndStartedLosesNothing() throws IOException {
    List<Event> before = Events.sample("before", 200);
    List<Event> held = Events.sample("held", 200);
    List<Event> between = Events.sample("between", 200);
    List<Event> after = Events.sample("after", 200);
    try (SparkProcess victim = SparkProcess.launchWithBreakableLog(world);
        EmbeddedSink sink = new EmbeddedSink("restarted", LARGE_CHANNEL, LONG_TIMEOUT)) {
      int port = sink.port();
      List<String> received = holdABatch(victim, sink, before, held);
      sink.stop();
      assertThat(isRolledBack(sink)).as("the open batch was rolled back by the stop").isTrue();
      victim.kill();
      sink.put(between);
      sink.start();
      assertThat(sink.port()).as("the port after the restart").isEqualTo(port);
      sink.put(after);
      received.addAll(successorReceives(sink, 4 * 200, 3 * 200));

      Events.assertEachArrivedOnce(Events.concat(before, held, between, after), received);
      assertThat(sink.stopAndDrain()).as("events left in the channel").isEmpty();
    }
  }

  /** Has Spark print the first events and sit on a batch of the others; returns what it printed. */
  private List<String> holdABatch(
      SparkProcess victim, EmbeddedSink sink, List<Event> printed, List<Event> held) {
    victim.start(sink.port());
    sink.put(printed);
    victim.awaitCommit(sink, printed.size());
    victim.awaitEvents(printed.size());
    victim.delayNextStore(Duration.ofMinutes(10));
    sink.put(held);
    victim.await("Spark to hold a batch", () -> !victim.answers("STORE-DELAYED").isEmpty());
    return new ArrayList<>(victim.events());
  }

  private List<String> successorReceives(EmbeddedSink sink, int committed, int events) {
    spark.start(sink.port());
    spark.awaitCommit(sink, committed);
    spark.awaitEvents(events);
    spark.stop();
    return spark.events();
  }

  /** Another connection may hold a part of the events, too. */
  private static boolean isRolledBack(EmbeddedSink sink) {
    return sink.channel().rollbacks() >= 1;
  }
}
