package io.github.flumespark.itest.karaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Events flow at 2,000 a second through the file channels of two agents, and everything changes: an
 * extension, the configuration of one of them, the features, Karaf itself. None is lost, and
 * nothing is left behind.
 */
@Tag("matrix")
class KarafEnduranceIT {

  private static final int EVENTS_PER_SECOND = 2000;
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final String AGENT = "web";
  private static final String OTHER = "audit";

  /** In each of two lives of Karaf; the third begins with what a kill has left. */
  private static final int UPDATES = 5;

  private static final int CHANGES = 10;

  private Karaf karaf;
  private Operator operator;
  private Path lines;
  private Drain drain;
  private Drain other;

  @BeforeEach
  void start() throws Exception {
    karaf = Karaf.create("endurance", "felix");
    operator = new Operator(karaf);
    operator.start();
    NextVersion.addTo(karaf);
    operator.install();
    lines = karaf.home().resolve("lines.txt");
    List<Integer> ports = Ports.free(2);
    drain = Drain.start(ports.get(0));
    other = Drain.start(ports.get(1));
  }

  @AfterEach
  void end() {
    drain.close();
    other.close();
    karaf.close();
  }

  @Test
  @Timeout(900)
  void nothingIsLostAndNothingIsLeftWhateverChanges() throws Exception {
    try (Feed feed = Feed.start(lines, EVENTS_PER_SECOND)) {
      deploy("1.0.1", false);
      configure(OTHER, other, 0);
      JvmState before = settle();
      updateTheExtension(true);
      changeTheConfiguration();
      assertNothingIsLeft(before);
      upgrade();
      assertNothingIsLeft(before);

      killAndStart();
      JvmState restarted = settle();
      updateTheExtension(false);
      changeTheConfiguration();
      assertNothingIsLeft(restarted);

      killAndStart();
      int written = feed.finish();
      for (Drain one : List.of(drain, other)) {
        await("all events")
            .atMost(LIMIT)
            .untilAsserted(() -> assertThat(one.distinct()).isEqualTo(written));
        System.out.printf(
            "%d events, %d lost, %d came again, %d connections%n",
            written, written - one.distinct(), one.again(), one.connections());
      }
    }
  }

  /** What there is after two changes: some classes are first needed by an end. */
  private JvmState settle() throws IOException, InterruptedException {
    configure(AGENT, drain, 1);
    configure(AGENT, drain, 0);
    operator.status();
    return JvmState.of(karaf.pid());
  }

  /** Each update is another jar in deploy, in the place of the one before. */
  private void updateTheExtension(boolean secondIsBroken) throws IOException, InterruptedException {
    long again = drain.again() + other.again();
    int connections = drain.connections() + other.connections();
    for (int i = 0; i < UPDATES; i++) {
      boolean broken = secondIsBroken && i == 1;
      String version = "1.%d.%d".formatted(System.nanoTime() / 1_000_000_000, i);
      int mark = karaf.log().mark();
      deploy(version, broken);
      for (String agent : List.of(AGENT, OTHER)) {
        karaf
            .log()
            .await(
                "Spark sink %s-spark".formatted(agent)
                    + (broken
                        ? ": .*those in use stay"
                        : " now uses sequence: uuid-v7, .*" + version),
                mark);
      }
      awaitFlow(drain);
      awaitFlow(other);
    }
    assertThat(drain.again() + other.again()).as("events that came again").isEqualTo(again);
    assertThat(drain.connections() + other.connections())
        .as("clients stay connected")
        .isEqualTo(connections);
    assertThat(operator.sinkRow(AGENT, AGENT + "-spark")).containsEntry("Problem", "-");
  }

  private void changeTheConfiguration() throws IOException {
    int connections = other.connections();
    for (int i = CHANGES - 1; i >= 0; i--) {
      configure(AGENT, drain, i);
    }
    assertThat(other.connections()).as("the other agent goes on").isEqualTo(connections);
  }

  private void killAndStart() throws IOException, InterruptedException {
    karaf.kill();
    int mark = karaf.log().mark();
    karaf.start();
    awaitBoth(mark);
  }

  private void awaitBoth(int mark) {
    karaf.log().awaitSinkPort(AGENT + "-spark", mark);
    karaf.log().awaitSinkPort(OTHER + "-spark", mark);
    awaitFlow(drain);
    awaitFlow(other);
  }

  private void configure(String agent, Drain itsDrain, int change) throws IOException {
    int mark = karaf.log().mark();
    operator.put(agent, agent(agent, itsDrain.port(), change));
    karaf.log().awaitSinkPort(agent + "-spark", mark);
    awaitFlow(itsDrain);
  }

  private void upgrade() throws IOException, InterruptedException {
    int mark = karaf.log().mark();
    operator.upgrade();
    awaitBoth(mark);
  }

  /** Puts a version of an extension into deploy, in the place of the one before. */
  private void deploy(String version, boolean broken) throws IOException {
    Path jar = karaf.home().resolve("next.jar");
    Jars.copy(
        Project.sequenceGenerators(),
        jar,
        manifest -> manifest.getMainAttributes().putValue("Bundle-Version", version),
        entry -> broken && entry.endsWith("/UuidV7Sequence.class"));
    Files.move(
        jar, karaf.home().resolve("deploy/extension.jar"), StandardCopyOption.REPLACE_EXISTING);
  }

  private String agent(String name, int port, int change) {
    Path directory = karaf.home().resolve("data/flume").resolve(name);
    return """
        %5$s.sources = lines
        %5$s.channels = file
        %5$s.sinks = %5$s-spark
        %5$s.sources.lines.type = TAILDIR
        %5$s.sources.lines.filegroups = all
        %5$s.sources.lines.filegroups.all = %1$s
        %5$s.sources.lines.positionFile = %2$s/position.json
        %5$s.sources.lines.batchSize = 500
        %5$s.sources.lines.channels = file
        %5$s.channels.file.type = file
        %5$s.channels.file.checkpointDir = %2$s/checkpoint
        %5$s.channels.file.dataDirs = %2$s/data
        %5$s.channels.file.minimumRequiredSpace = 1048576
        %5$s.sinks.%5$s-spark.type = org.apache.spark.streaming.flume.sink.SparkSink
        %5$s.sinks.%5$s-spark.channel = file
        %5$s.sinks.%5$s-spark.hostname = 127.0.0.1
        %5$s.sinks.%5$s-spark.port = %3$d
        %5$s.sinks.%5$s-spark.linger = %4$d
        %5$s.sinks.%5$s-spark.transformers = all
        %5$s.sinks.%5$s-spark.transformers.all.type = event-filter
        %5$s.sinks.%5$s-spark.transformers.all.action = keep
        %5$s.sinks.%5$s-spark.transformers.all.body.glob = *
        %5$s.sinks.%5$s-spark.sequence.type = uuid-v7
        """
        .formatted(lines, directory, port, 100 + change, name);
  }

  private static void awaitFlow(Drain drain) {
    int before = drain.distinct();
    await("events").atMost(LIMIT).until(() -> drain.distinct() > before + EVENTS_PER_SECOND / 10);
  }

  /** Waits, because what is only weakly reachable takes more than one collection to go. */
  private void assertNothingIsLeft(JvmState before) throws IOException, InterruptedException {
    operator.status();
    try {
      await("threads and class loaders as before")
          .atMost(LIMIT)
          .pollInterval(Duration.ofSeconds(1))
          .untilAsserted(
              () -> {
                JvmState after = JvmState.of(karaf.pid());
                assertThat(after.loaders())
                    .as("class loaders")
                    .isLessThanOrEqualTo(before.loaders());
                assertThat(ours(after)).isEqualTo(ours(before));
              });
    } catch (ConditionTimeoutException left) {
      JvmState.dump(karaf.pid(), karaf.home().resolve("left.hprof"));
      throw left;
    }
  }

  /** The agents' threads, without the one that a sink starts when a poll first ends in vain. */
  private static Map<String, Integer> ours(JvmState state) {
    Map<String, Integer> ours = new TreeMap<>(state.threads());
    ours.keySet()
        .removeIf(
            name ->
                name.endsWith("-outcomes")
                    || !name.matches(
                        "(?i).*(flume|spark-sink|SinkRunner|PollableSource|taildir|Log-Back).*"));
    return ours;
  }
}
