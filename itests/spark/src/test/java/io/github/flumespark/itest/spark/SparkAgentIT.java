package io.github.flumespark.itest.spark;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.flumespark.itest.agent.AgentProcess;
import io.github.flumespark.itest.agent.AgentSetup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.flume.Event;
import org.apache.flume.event.EventBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stream outlives its agent. */
class SparkAgentIT {

  @TempDir Path directory;

  private final List<Event> written = new ArrayList<>();
  private Path log;
  private int port;

  @Test
  void aStreamGoesOnWhenItsAgentWasKilledAndStartedAgain() throws Exception {
    log = Files.createFile(directory.resolve("access.log"));
    port = freePort();
    AgentSetup setup = AgentSetup.of("agent", properties()).withHeap("64m");
    try (SparkProcess spark = SparkProcess.launch(SparkWorld.SPARK_4_2)) {
      try (AgentProcess victim = setup.start(directory.resolve("first"))) {
        victim.awaitSinkPort("spark");
        spark.startWith(SparkProcess.MEMORY_AND_DISK, 100, 2, port);
        write("before", 500);
        spark.awaitEvents(200);
        victim.kill();
      }
      write("between", 500);
      spark.await("the client to miss its agent", () -> spark.log().contains("Will try again"));
      try (AgentProcess next = setup.start(directory.resolve("second"))) {
        next.awaitSinkPort("spark");
        write("after", 500);
        spark.awaitEvents(1500);
        spark.stop();
      }

      Events.assertEachArrived(written, spark.events());
      assertThat(spark.log()).contains("polling the sink at 127.0.0.1:" + port + " works again");
    }
  }

  private void write(String name, int count) throws IOException {
    List<String> lines = IntStream.range(0, count).mapToObj(i -> name + " " + i).toList();
    Files.write(log, lines, StandardOpenOption.APPEND);
    lines.forEach(line -> written.add(EventBuilder.withBody(line.getBytes(UTF_8))));
  }

  private String properties() {
    return """
        agent.sources = log
        agent.channels = file
        agent.sinks = spark

        agent.sources.log.type = TAILDIR
        agent.sources.log.filegroups = access
        agent.sources.log.filegroups.access = %s
        agent.sources.log.positionFile = %s
        agent.sources.log.maxBackoffSleep = 200
        agent.sources.log.channels = file

        agent.channels.file.type = file
        agent.channels.file.checkpointDir = %s
        agent.channels.file.dataDirs = %s
        agent.channels.file.capacity = 10000
        agent.channels.file.transactionCapacity = 1000

        agent.sinks.spark.type = org.apache.spark.streaming.flume.sink.SparkSink
        agent.sinks.spark.hostname = 127.0.0.1
        agent.sinks.spark.port = %d
        agent.sinks.spark.channel = file
        """
        .formatted(
            log,
            directory.resolve("positions.json"),
            directory.resolve("checkpoint"),
            directory.resolve("data"),
            port);
  }

  /** The agent that is started again is to be found where it was. */
  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
