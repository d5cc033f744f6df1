package io.github.flumespark.itest.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flume.Event;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The source flume in Spark 4, on sinks that run here. */
class StructuredStreamingIT {

  @TempDir static Path shared;

  private static QuerySession session;

  @TempDir Path directory;

  private final EmbeddedSink first = sink("first");
  private final EmbeddedSink second = sink("second");
  private StructuredOutput output;

  private static EmbeddedSink sink(String name) {
    return new EmbeddedSink(
        name, EmbeddedSink.LARGE_CHANNEL, Map.of("pollTimeout", "2000", "threads", "4"));
  }

  @BeforeAll
  static void startSpark() throws IOException {
    session = new QuerySession(SparkWorld.SPARK_4_2, shared);
  }

  @AfterAll
  static void stopSpark() {
    session.close();
  }

  @AfterEach
  void closeSinks() {
    first.close();
    second.close();
  }

  private List<String> arguments(String... more) {
    return arguments("127.0.0.1:%d,127.0.0.1:%d".formatted(first.port(), second.port()), more);
  }

  private List<String> arguments(String sinks, String[] more) {
    output = new StructuredOutput(directory.resolve("out"));
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--checkpoint",
                directory.resolve("checkpoint").toUri().toString(),
                "--out",
                output.directory().toString(),
                "--conf",
                "spark.master=local[2]",
                "--option",
                "sinks=" + sinks));
    arguments.addAll(List.of(more));
    return arguments;
  }

  @Test
  void eachEventArrivesOnceAcrossAStopAndARestart() throws Exception {
    List<Event> events = new ArrayList<>();
    try (StructuredProcess spark = StructuredProcess.start(directory, arguments())) {
      events.addAll(first.putSample("a", 1500));
      events.addAll(second.putSample("b", 300));
      spark.await("all of the first", () -> output.lines().size() >= events.size());
      spark.stop();
    }
    events.addAll(first.putSample("c", 700));
    try (StructuredProcess spark = StructuredProcess.start(directory, arguments())) {
      spark.await("all of the second", () -> output.lines().size() >= events.size());
      long batches = spark.count("BATCH");
      events.addAll(second.putSample("d", 5));
      spark.await("the last", () -> output.lines().size() >= events.size());
      assertThat(spark.count("BATCH")).isGreaterThan(batches);
      spark.stop();
    }
    Events.assertEachArrivedOnce(events, output.lines());
    assertThat(first.stopAndDrain()).isEmpty();
    assertThat(second.stopAndDrain()).isEmpty();
    assertThat(segments()).as("epochs that are left: the last").hasSizeLessThanOrEqualTo(1);
  }

  @Test
  void availableNowReadsWhatIsThereNightAfterNight() throws Exception {
    List<Event> events = new ArrayList<>(first.putSample("a", 1234));
    ServedQuery query = nightly(session.query(first, second));
    events.addAll(first.putSample("b", 700));
    events.addAll(second.putSample("c", 5));
    nightly(session.query(first, second).continuing(query));
    events.addAll(first.putSample("d", 20));
    nightly(session.query(first, second).continuing(query));
    Events.assertEachArrivedOnce(events, query.output().lines());
    assertThat(query.output().batches().values())
        .allSatisfy(batch -> assertThat(batch).hasSizeBetween(1, 500));
    assertThat(first.stopAndDrain()).isEmpty();
  }

  private static ServedQuery nightly(QuerySession.QuerySpec spec) {
    ServedQuery query = spec.trigger("now").option("maxEventsPerTrigger", "500").start();
    query.awaitEnd();
    return query;
  }

  @Test
  void aSinkThatIsDownHoldsUpNobodyAndIsReadWhenItIsBack() throws Exception {
    List<String> arguments = arguments("--twice");
    second.stop();
    List<Event> events = new ArrayList<>(first.putSample("a", 200));
    try (StructuredProcess spark = StructuredProcess.start(directory, arguments)) {
      // Two scans of the same stream, at the same time: what two attempts of a task do.
      spark.await("those of the first, twice", () -> output.lines().size() >= 400);
      second.start();
      events.addAll(second.putSample("b", 300));
      spark.await("those of the second, twice", () -> output.lines().size() >= 1000);
      spark.stop();
      assertThat(spark.log()).contains("has to be done without for now");
    }
    for (List<String> batch : output.batches().values()) {
      assertThat(batch.stream().distinct().count() * 2).isEqualTo(batch.size());
    }
    Events.assertEachArrivedOnce(events, output.lines().stream().distinct().toList());
    assertThat(output.lines()).hasSize(1000);
  }

  @Test
  void aTriggerForOneMicroBatchReadsOneAndTheNextGoesOn() throws Exception {
    List<Event> events = new ArrayList<>(first.putSample("a", 300));
    ServedQuery query = session.query(first, second).trigger("once").start();
    query.awaitEnd();
    assertThat(query.output().batches()).hasSize(1);
    events.addAll(first.putSample("b", 200));
    session.query(first, second).trigger("once").continuing(query).start().awaitEnd();
    Events.assertEachArrivedOnce(events, query.output().lines());
    assertThat(query.output().batches()).hasSize(2);
  }

  @Test
  void everyEventArrivesUnderTlsAndDeflateWithPasswordsThatAreNoOptions() throws Exception {
    TlsFixture tls = TlsFixture.create(directory);
    Path file = Files.writeString(directory.resolve("password"), TlsFixture.PASSWORD + "\n");
    session.conf("hadoop.security.credential.provider.path=" + tls.credentials("sink.password"));
    try (EmbeddedSink secured =
        new EmbeddedSink("secured", EmbeddedSink.LARGE_CHANNEL, tls.sinkSettings())) {
      List<Event> events = secured.putSample("secret", 2000);
      try (ServedQuery query =
          session
              .query(secured)
              .option("ssl", "true")
              .option("truststore", tls.sinkStore())
              .option("truststorePasswordFile", file.toString())
              .option("keystore", tls.clientStore())
              .option("keystorePasswordAlias", "sink.password")
              .option("compression", "deflate")
              .start()) {
        query.awaitRows(events.size());
        query.stop();
        assertThat(session.log()).doesNotContain(TlsFixture.PASSWORD);
        Events.assertEachArrivedOnce(events, query.output().lines());
      }
      assertThat(secured.stopAndDrain()).isEmpty();
    }
  }

  @Test
  void aTruststoreThatIsNotThereFailsTheQueryAndIsNamed() {
    assertThat(
            session
                .query(first)
                .option("ssl", "true")
                .option("truststore", "/no/such.p12")
                .launch()
                .awaitFailure())
        .contains("/no/such.p12");
  }

  @Test
  void aBatchReadSaysThatThereIsNone() {
    assertThat(session.query(first).trigger("batch").launch().awaitFailure())
        .contains("use spark.readStream() rather than spark.read()");
  }

  @Test
  void anAddressOfSomethingElseFailsTheQueryAndNamesIt() throws Exception {
    try (ServerSocket web = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread server = new Thread(() -> answerAll(web), "web");
      server.setDaemon(true);
      server.start();
      String address = "127.0.0.1:" + web.getLocalPort();
      assertThat(session.query().option("sinks", address).launch().awaitFailure())
          .contains(address);
    }
  }

  private static void answerAll(ServerSocket server) {
    while (!server.isClosed()) {
      try (Socket client = server.accept()) {
        client
            .getOutputStream()
            .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      } catch (IOException e) {
        // The client has gone, or the server was closed.
      }
    }
  }

  @Test
  void aWrongOptionSaysWhatIsWrong() {
    assertThat(session.query(first).option("batchsize", "0").launch().awaitFailure())
        .contains("option batchSize is '0'")
        .contains("from 1 to 10000000");
  }

  private List<Path> segments() throws IOException {
    try (Stream<Path> epochs = Files.list(directory.resolve("checkpoint/sources/0/epochs"))) {
      return epochs.toList();
    }
  }
}
