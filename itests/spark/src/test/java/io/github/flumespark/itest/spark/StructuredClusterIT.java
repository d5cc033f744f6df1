package io.github.flumespark.itest.spark;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.flumespark.itest.agent.AgentProcess;
import io.github.flumespark.itest.agent.AgentSetup;
import io.github.flumespark.itest.agent.Agents;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.flume.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The source flume on a cluster: executors of their own, agents of their own. */
class StructuredClusterIT {

  private static final String AGENT =
      Agents.NETCAT
          + """
      agent.channels.ch.type = memory
      agent.channels.ch.capacity = 10000
      agent.sinks.spark-sink.type = org.apache.spark.streaming.flume.sink.SparkSink
      agent.sinks.spark-sink.hostname = 127.0.0.1
      agent.sinks.spark-sink.port = 0
      agent.sinks.spark-sink.pollTimeout = 2000
      agent.sinks.spark-sink.channel = ch
      """;

  private static final int ROUNDS = 60;
  private static final int LINES = 20;

  @TempDir Path directory;

  @Test
  @Timeout(420)
  void aWorkerIsKilledWhileEventsFlowAndAllArrive() throws Exception {
    StructuredOutput output = new StructuredOutput(directory.resolve("out"));
    ExecutorService senders = Executors.newFixedThreadPool(2);
    try (AgentProcess first = agent("first");
        AgentProcess second = agent("second");
        StandaloneCluster cluster = new StandaloneCluster(directory, 2);
        StructuredProcess spark =
            StructuredProcess.start(
                directory, arguments(cluster, output, port(first), port(second)))) {
      Progress progress = new Progress();
      Future<List<String>> fromFirst = senders.submit(send(first, "first", progress));
      Future<List<String>> fromSecond = senders.submit(send(second, "second", progress));
      spark.await("events of both agents", () -> bodies(output).containsAll(progress.begin()));
      long before = spark.count("BATCH");
      progress.goOn();
      cluster.killWorker(0);
      List<String> sent = new ArrayList<>(fromFirst.get());
      sent.addAll(fromSecond.get());
      spark.await("all events", () -> bodies(output).containsAll(sent));
      assertThat(spark.count("BATCH")).isGreaterThan(before);
      List<String> received = bodiesWithDuplicates(output);
      assertThat(Set.copyOf(received)).isEqualTo(Set.copyOf(sent));
      // The killed executor may have held one batch whose acknowledgement it had not sent yet.
      assertThat(received.size() - sent.size()).as("events that came twice").isLessThan(1001);
    } finally {
      senders.shutdownNow();
    }
  }

  @Test
  @Timeout(300)
  void anAttemptThatStandsStillIsOvertakenByAnotherAndEachEventArrivesOnce() throws Exception {
    StructuredOutput output = new StructuredOutput(directory.resolve("out"));
    Path straggle = directory.resolve("straggle");
    try (EmbeddedSink first = sink("first");
        EmbeddedSink second = sink("second");
        StandaloneCluster cluster = new StandaloneCluster(directory, 2)) {
      List<String> arguments = arguments(cluster, output, first.port(), second.port());
      arguments.addAll(List.of("--straggle", straggle.toString()));
      for (String conf :
          List.of(
              "spark.executor.extraClassPath=" + StructuredProcess.classes(),
              "spark.speculation=true",
              "spark.speculation.interval=100ms",
              "spark.speculation.quantile=0.5",
              "spark.speculation.efficiency.enabled=false",
              "spark.speculation.task.duration.threshold=1s")) {
        arguments.addAll(List.of("--conf", conf));
      }
      List<Event> events = new ArrayList<>();
      try (StructuredProcess spark = StructuredProcess.start(directory, arguments)) {
        // Executors are there, and the job has been compiled: nothing else is slow.
        events.addAll(put("before", first, second));
        spark.await("those before", () -> output.lines().size() >= events.size());
        for (int i = 0; i < 5; i++) {
          events.addAll(put("again " + i, first, second));
          spark.await("those as well", () -> output.lines().size() >= events.size());
        }
        for (EmbeddedSink sink : List.of(first, second)) {
          assertThat(sink.connectionsMade())
              .as("connections of the driver, and of one executor; maybe of two at first")
              .isLessThanOrEqualTo(3);
        }
        Files.createFile(straggle);
        events.addAll(put("meanwhile", first, second));
        spark.await("those of the micro-batch", () -> output.lines().size() >= events.size());
        assertThat(straggle).as("an attempt has stood still").doesNotExist();
        spark.stop();
      }
      Events.assertEachArrivedOnce(events, output.lines());
      assertThat(first.stopAndDrain()).isEmpty();
      assertThat(second.stopAndDrain()).isEmpty();
    }
  }

  private static EmbeddedSink sink(String name) {
    return new EmbeddedSink(
        name, EmbeddedSink.LARGE_CHANNEL, Map.of("pollTimeout", "2000", "threads", "4"));
  }

  private static List<Event> put(String name, EmbeddedSink first, EmbeddedSink second) {
    return Events.concat(
        first.putSample(name + " first", 300), second.putSample(name + " second", 300));
  }

  private AgentProcess agent(String name) throws IOException {
    return AgentSetup.of("agent", AGENT).withHeap("64m").start(directory.resolve(name));
  }

  private static int port(AgentProcess agent) throws InterruptedException {
    return agent.awaitSinkPort("spark-sink");
  }

  private List<String> arguments(StandaloneCluster cluster, StructuredOutput output, int... ports)
      throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--checkpoint",
                directory.resolve("checkpoint").toUri().toString(),
                "--out",
                output.directory().toString(),
                "--option",
                "sinks="
                    + Arrays.stream(ports)
                        .mapToObj(port -> "127.0.0.1:" + port)
                        .collect(Collectors.joining(","))));
    List<String> conf = new ArrayList<>(cluster.conf());
    conf.add("spark.executor.extraJavaOptions=-XX:+UseSerialGC -XX:TieredStopAtLevel=1");
    for (String setting : conf) {
      arguments.addAll(List.of("--conf", setting));
    }
    return arguments;
  }

  /** Lets two senders send a first part, and the rest when they are told to. */
  private static final class Progress {

    private final CountDownLatch begun = new CountDownLatch(2);
    private final CountDownLatch on = new CountDownLatch(1);

    Set<String> begin() throws InterruptedException {
      begun.await();
      return Set.of("first 0 0", "second 0 0");
    }

    void goOn() {
      on.countDown();
    }
  }

  /** Sends lines, in rounds; the source answers each of them when it is in the channel. */
  private static Callable<List<String>> send(AgentProcess agent, String name, Progress progress) {
    return () -> {
      List<String> sent = new ArrayList<>();
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), agent.awaitNetcatPort(0));
          BufferedReader answers =
              new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
          Writer lines = new OutputStreamWriter(socket.getOutputStream(), UTF_8)) {
        socket.setSoTimeout(60_000);
        for (int round = 0; round < ROUNDS; round++) {
          for (int i = 0; i < LINES; i++) {
            String line = name + " " + round + " " + i;
            lines.write(line + "\n");
            sent.add(line);
          }
          lines.flush();
          for (int i = 0; i < LINES; i++) {
            assertThat(answers.readLine()).isEqualTo("OK");
          }
          if (round == ROUNDS / 3) {
            progress.begun.countDown();
            progress.on.await();
          }
        }
      }
      return sent;
    };
  }

  private static Set<String> bodies(StructuredOutput output) throws IOException {
    return Set.copyOf(bodiesWithDuplicates(output));
  }

  private static List<String> bodiesWithDuplicates(StructuredOutput output) throws IOException {
    return output.lines().stream()
        .map(line -> new String(Base64.getDecoder().decode(line.split(",", 2)[0]), UTF_8))
        .collect(Collectors.toList());
  }
}
