package io.github.flumespark.itest.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is set up wrongly on a cluster, where driver and executors see different worlds. */
class ClusterMistakesIT {

  /** A name that leads the driver to the sink, and executors to where there is none. */
  private static final String AGENT = "flume-agent";

  @TempDir static Path directory;

  private static StandaloneCluster cluster;
  private static QuerySession session;

  private EmbeddedSink sink;

  @BeforeAll
  static void startSpark() throws IOException {
    cluster = new StandaloneCluster(directory, 1);
    List<String> conf = new ArrayList<>(cluster.conf());
    conf.addAll(
        List.of(
            "spark.executor.extraClassPath=" + StructuredProcess.classes(),
            "spark.executor.extraJavaOptions=-XX:+UseSerialGC -XX:TieredStopAtLevel=1 "
                + machine("executor", "127.0.0.2"),
            "spark.hadoop.fs.own.impl=io.github.flumespark.itest.structured.OwnDiskFileSystem",
            "spark.hadoop.fs.AbstractFileSystem.own.impl="
                + "io.github.flumespark.itest.structured.OwnDiskFileSystem$Abstract"));
    session =
        new QuerySession(
            SparkWorld.SPARK_4_2,
            directory,
            List.of(machine("driver", "127.0.0.1").split(" ")),
            conf);
  }

  /** A machine of its own: names and a disk. */
  private static String machine(String name, String agent) throws IOException {
    Path disk = Files.createDirectories(directory.resolve(name + "-disk"));
    String host = InetAddress.getLocalHost().getHostName();
    Path hosts =
        Files.writeString(
            directory.resolve(name + "-hosts"),
            "127.0.0.1 localhost\n127.0.0.1 %s\n%s %s\n".formatted(host, agent, AGENT));
    return "-Djdk.net.hosts.file=%s -Down.disk=%s".formatted(hosts, disk);
  }

  @AfterAll
  static void stopSpark() {
    session.close();
    cluster.close();
  }

  @BeforeEach
  void startSink() {
    sink = new EmbeddedSink("mistakes", EmbeddedSink.LARGE_CHANNEL, Map.of());
  }

  @AfterEach
  void closeSink() {
    sink.close();
  }

  @Test
  void executorsThatCannotReachTheSinkAreToldOfOnTheDriverAndLoseNothing() throws Exception {
    sink.putSmall("unreachable", 100);
    try (ServedQuery query =
        session
            .query()
            .option("sinks", AGENT + ":" + sink.port())
            .option("connectTimeout", "1s")
            .mode("count")
            .start()) {
      query.await(
          "a count of epochs that brought nothing",
          () ->
              query.progress().stream()
                  .map(progress -> ServedQuery.metric(progress, "fruitlessEpochs"))
                  .anyMatch(count -> Integer.parseInt(count) >= 3));
      assertThat(session.log())
          .contains(
              "The executors have got nothing from the sink at %s:%d".formatted(AGENT, sink.port()))
          .contains("Could not connect");
      // 100 ms, 200 ms, 400 ms... later each.
      assertThat(query.batches().size()).isLessThan(12);
    }
    assertThat(sink.stopAndDrain()).hasSize(100);
  }

  @Test
  void aKeyFileThatExecutorsDoNotHaveFailsTheQueryAndIsNamed() throws Exception {
    TlsFixture tls = TlsFixture.create(directory);
    try (EmbeddedSink secured =
        new EmbeddedSink("secured", EmbeddedSink.LARGE_CHANNEL, tls.sinkSettings())) {
      secured.putSmall("secured", 100);
      // Where the driver works, and no executor does.
      Path there = directory.relativize(Path.of(tls.sinkStore()));
      ServedQuery query =
          session
              .query(secured)
              .option("ssl", "true")
              .option("compression", "deflate")
              .option("truststore", there.toString())
              .option("truststorePassword", TlsFixture.PASSWORD)
              .option("keystore", tls.clientStore())
              .option("keystorePassword", TlsFixture.PASSWORD)
              .mode("count")
              .launch();
      assertThat(query.awaitFailure()).contains("sink.p12");
      assertThat(secured.stopAndDrain()).hasSize(100);
    }
  }

  @Test
  void aCheckpointThatExecutorsDoNotSeeIsNamedAndLosesNothing() throws Exception {
    sink.putSmall("own disk", 100);
    ServedQuery query =
        session.query(sink).with("checkpoint", "own:///checkpoint").mode("count").launch();
    assertThat(query.awaitFailure())
        .contains("does not see own:/checkpoint/sources/0/epochs/000000000001")
        .contains("set checkpointLocation to a directory on a shared file system");
    assertThat(sink.stopAndDrain()).hasSize(100);
  }

  @Test
  void aCheckpointOnTheDriversDiskIsWarnedOfAtTheStart() throws Exception {
    sink.putSmall("shared", 10);
    try (ServedQuery query = session.query(sink).mode("count").start()) {
      query.awaitRows(10);
      assertThat(session.log())
          .contains("is on the driver's own disk, unless that directory is shared");
    }
  }
}
