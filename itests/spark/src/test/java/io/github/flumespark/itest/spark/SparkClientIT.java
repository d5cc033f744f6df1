package io.github.flumespark.itest.spark;

import static io.github.flumespark.itest.spark.EmbeddedSink.LARGE_CHANNEL;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flume.Event;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What our client does on Spark 4.2 and Spark's own never did. */
class SparkClientIT {

  private static SparkProcess spark;

  @BeforeAll
  static void launchSpark() throws IOException {
    spark = SparkProcess.launch(SparkWorld.SPARK_4_2);
  }

  @AfterAll
  static void endSpark() throws IOException {
    spark.close();
  }

  @AfterEach
  void stopStream() {
    spark.stopIfStarted();
  }

  @Test
  void aSinkThatWentAwayAndCameBackIsPolledOn() {
    List<Event> before = Events.sample("before", 200);
    List<Event> after = Events.sample("after", 300);
    try (EmbeddedSink sink = new EmbeddedSink("back", LARGE_CHANNEL, Map.of())) {
      sink.put(before);
      spark.start(sink.port());
      spark.awaitCommit(sink, before.size());
      String problem = "sink at 127.0.0.1:" + sink.port() + " ";
      sink.stop();
      sink.put(after);
      spark.await("the client to miss its sink", () -> spark.log().contains(problem));
      sink.start();
      spark.awaitCommit(sink, before.size() + after.size());
      spark.stop();

      Events.assertEachArrivedOnce(Events.concat(before, after), spark.events());
      assertThat(spark.log())
          .contains("polling the sink at 127.0.0.1:" + sink.port() + " works again");
    }
  }

  @Test
  void aSinkThatIsNotThereYetDelaysNoOther() throws IOException {
    List<Event> events = Events.sample("here", 500);
    int nobody = freePort();
    try (EmbeddedSink sink = new EmbeddedSink("here", LARGE_CHANNEL, Map.of())) {
      sink.put(events);
      spark.start(nobody, sink.port());
      spark.awaitCommit(sink, events.size());
      spark.stop();

      Events.assertEachArrivedOnce(events, spark.events());
      assertThat(spark.log()).contains("Could not connect to the sink at 127.0.0.1:" + nobody);
    }
  }

  @Test
  void thereMayBeMoreConnectionsThanSinks() {
    List<Event> left = Events.sample("left", 3000);
    List<Event> right = Events.sample("right", 3000);
    try (EmbeddedSink leftSink = new EmbeddedSink("left", LARGE_CHANNEL, Map.of());
        EmbeddedSink rightSink = new EmbeddedSink("right", LARGE_CHANNEL, Map.of())) {
      spark.startWith(SparkProcess.MEMORY_AND_DISK, 100, 7, leftSink.port(), rightSink.port());
      leftSink.put(left);
      rightSink.put(right);
      spark.awaitCommit(leftSink, left.size());
      spark.awaitCommit(rightSink, right.size());
      spark.stop();

      Events.assertEachArrivedOnce(Events.concat(left, right), spark.events());
    }
  }

  @Test
  void fewerConnectionsThanSinksLeaveNoSinkOut() {
    List<Event> left = Events.sample("left", 100);
    List<Event> right = Events.sample("right", 100);
    try (EmbeddedSink leftSink = new EmbeddedSink("left", LARGE_CHANNEL, Map.of());
        EmbeddedSink rightSink = new EmbeddedSink("right", LARGE_CHANNEL, Map.of())) {
      spark.startWith(SparkProcess.MEMORY_AND_DISK, 100, 1, leftSink.port(), rightSink.port());
      leftSink.put(left);
      rightSink.put(right);
      spark.awaitCommit(leftSink, left.size());
      spark.awaitCommit(rightSink, right.size());
    }
  }

  @Test
  void aStreamStopsWhileItsPollsWait() {
    try (EmbeddedSink sink =
        new EmbeddedSink("waits", LARGE_CHANNEL, Map.of("pollTimeout", "600000"))) {
      spark.start(sink.port());
      spark.await(
          "the poll to wait", () -> spark.log().contains("polls [127.0.0.1:" + sink.port()));
      long before = System.nanoTime();
      spark.stop();

      assertThat(Duration.ofNanos(System.nanoTime() - before))
          .as("a stop, Spark's own part included, beside a poll of ten minutes")
          .isLessThan(Duration.ofSeconds(30));
      assertThat(spark.log()).doesNotContain("stops while Spark still stores");
    }
  }

  @Test
  void whatIsNoSinkIsToldToTheDriver() throws IOException {
    try (ServerSocket web = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      Thread server = new Thread(() -> greet(web), "no-sink");
      server.setDaemon(true);
      server.start();
      spark.start(web.getLocalPort());

      String expected =
          "What answers at 127.0.0.1:%d is no Flume sink for Spark".formatted(web.getLocalPort());
      spark.await("the error", () -> spark.log().contains("ReceiverTracker: Error reported by"));
      assertThat(spark.log()).contains(expected);
    }
  }

  private static void greet(ServerSocket web) {
    try {
      while (true) {
        web.accept().getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII));
      }
    } catch (IOException e) {
      // The test is over.
      return;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
