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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The source flume in Spark 4, on sinks that run here. */
class StructuredStreamingIT {

  @TempDir Path directory;

  private final EmbeddedSink first = sink("first");
  private final EmbeddedSink second = sink("second");
  private StructuredOutput output;

  private static EmbeddedSink sink(String name) {
    return new EmbeddedSink(
        name, EmbeddedSink.LARGE_CHANNEL, Map.of("pollTimeout", "2000", "threads", "4"));
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
  void availableNowReadsWhatIsThereInBatchesOfAtMostSoMany() throws Exception {
    String[] options = {"--trigger", "available-now", "--option", "maxEventsPerTrigger=500"};
    List<Event> events = new ArrayList<>(first.putSample("a", 1234));
    runToItsEnd(options);
    Events.assertEachArrivedOnce(events, output.lines());
    assertThat(output.batches().values()).allSatisfy(b -> assertThat(b).hasSizeBetween(1, 500));
    assertThat(output.batches()).hasSizeBetween(3, 8);

    // As a job that runs each night.
    events.addAll(first.putSample("b", 700));
    events.addAll(second.putSample("c", 5));
    runToItsEnd(options);
    events.addAll(first.putSample("d", 20));
    runToItsEnd(options);
    Events.assertEachArrivedOnce(events, output.lines());
    assertThat(first.stopAndDrain()).isEmpty();
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
  void aTriggerWithAnIntervalReadsWhatHasComeMeanwhile() throws Exception {
    List<Event> events = new ArrayList<>(first.putSample("a", 300));
    try (StructuredProcess spark =
        StructuredProcess.start(directory, arguments("--trigger", "700"))) {
      spark.await("the first", () -> output.lines().size() >= events.size());
      events.addAll(second.putSample("b", 300));
      spark.await("the second", () -> output.lines().size() >= events.size());
      spark.stop();
    }
    Events.assertEachArrivedOnce(events, output.lines());
  }

  @Test
  void aTriggerForOneMicroBatchReadsOneAndTheNextGoesOn() throws Exception {
    List<Event> events = new ArrayList<>(first.putSample("a", 300));
    runToItsEnd("--trigger", "once");
    assertThat(output.batches()).hasSize(1);
    events.addAll(first.putSample("b", 200));
    runToItsEnd("--trigger", "once");
    Events.assertEachArrivedOnce(events, output.lines());
    assertThat(output.batches()).hasSize(2);
  }

  private void runToItsEnd(String... options) throws Exception {
    try (StructuredProcess spark = StructuredProcess.launch(directory, arguments(options))) {
      spark.awaitEnd();
      assertThat(spark.last("ENDED")).isPresent();
    }
  }

  @Test
  void everyEventArrivesUnderTlsAndDeflate() throws Exception {
    TlsFixture tls = TlsFixture.create(directory);
    try (EmbeddedSink secured =
        new EmbeddedSink("secured", EmbeddedSink.LARGE_CHANNEL, tls.sinkSettings())) {
      List<Event> events = secured.putSample("secret", 2000);
      String[] options = {
        "--option", "ssl=true",
        "--option", "truststore=" + tls.sinkStore(),
        "--option", "truststorePassword=" + TlsFixture.PASSWORD,
        "--option", "keystore=" + tls.clientStore(),
        "--option", "keystorePassword=" + TlsFixture.PASSWORD,
        "--option", "compression=deflate"
      };
      try (StructuredProcess spark =
          StructuredProcess.start(directory, arguments("127.0.0.1:" + secured.port(), options))) {
        spark.await("all", () -> output.lines().size() >= events.size());
        spark.stop();
        assertThat(spark.log()).doesNotContain(TlsFixture.PASSWORD);
      }
      Events.assertEachArrivedOnce(events, output.lines());
      assertThat(secured.stopAndDrain()).isEmpty();
    }
  }

  @Test
  void aTruststoreThatIsNotThereFailsTheQueryAndIsNamed() throws Exception {
    String[] options = {"--option", "ssl=true", "--option", "truststore=/no/such.p12"};
    assertThat(failure(arguments(options))).contains("/no/such.p12");
  }

  @Test
  void aBatchReadSaysThatThereIsNone() throws Exception {
    assertThat(failure(arguments("--trigger", "batch")))
        .contains("use spark.readStream() rather than spark.read()");
  }

  @Test
  void anAddressOfSomethingElseFailsTheQueryAndNamesIt() throws Exception {
    try (ServerSocket web = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread server = new Thread(() -> answerAll(web), "web");
      server.setDaemon(true);
      server.start();
      String address = "127.0.0.1:" + web.getLocalPort();
      assertThat(failure(arguments(address, new String[0]))).contains(address);
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

  private String failure(List<String> arguments) throws Exception {
    try (StructuredProcess spark = StructuredProcess.launch(directory, arguments)) {
      spark.awaitEnd();
      return spark.last("FAILED").orElseThrow();
    }
  }

  @Test
  void aWrongOptionSaysWhatIsWrong() throws Exception {
    assertThat(failure(arguments("--option", "batchsize=0")))
        .contains("option batchSize is '0'")
        .contains("from 1 to 10000000");
  }

  private List<Path> segments() throws IOException {
    try (Stream<Path> epochs = Files.list(directory.resolve("checkpoint/sources/0/epochs"))) {
      return epochs.toList();
    }
  }
}
