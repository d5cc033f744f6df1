package io.github.flumespark.itest.karaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.flumespark.itest.client.ClientBatch;
import io.github.flumespark.itest.client.ProtocolClient;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * A version later: upgrade, kill, restart, removal, and back by way of the KAR, with one file
 * channel all along. The tests run in this order.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KarafUpgradeIT {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String AGENT = "web";
  private static final String FEATURES =
      "flume-spark-sink/%1$s flume-spark-sink-event-transformers/%1$s"
          .formatted(NextVersion.VERSION);

  private Karaf karaf;
  private Operator operator;
  private ProtocolClient client;
  private int sinkPort;
  private int netcatPort;

  @BeforeAll
  void startAnAgent() throws Exception {
    karaf = Karaf.create("upgrade", "equinox");
    operator = new Operator(karaf);
    operator.start();
    NextVersion.addTo(karaf);
    operator.install();
    client =
        ProtocolClient.start(
            "client of a Karaf that is upgraded",
            Project.clientLib(),
            Project.clientClasses(),
            karaf.home().resolve("polling-client.log"));
    int mark = karaf.log().mark();
    operator.put(AGENT, operator.durableAgent(AGENT));
    awaitAgent(mark);
  }

  @AfterAll
  void end() {
    if (client != null) {
      client.close();
    }
    if (karaf != null) {
      karaf.close();
    }
  }

  @Test
  @Order(1)
  void anUpgradeLosesNothingAndLeavesOneVersion() throws Exception {
    Netcat.send(netcatPort, "1 ERROR acked", "2 ERROR open");
    client.open("c", sinkPort);
    ClientBatch first = client.poll("c", 1);
    assertThat(first.bodies()).containsExactly("1 ERROR acked");
    client.ack("c", first.sequenceNumber());
    assertThat(client.poll("c", 1).bodies()).containsExactly("2 ERROR open");

    int mark = karaf.log().mark();
    operator.upgrade();
    awaitAgent(mark);

    assertThat(bundles()).hasSize(5).allMatch(line -> line.contains(NextVersion.VERSION));
    assertThat(operator.status()).contains("flume-spark-event-transformers " + NextVersion.VERSION);
    client.open("upgraded", sinkPort);
    ClientBatch again = client.poll("upgraded", 10);
    assertThat(again.bodies()).containsExactly("2 ERROR open");
    client.ack("upgraded", again.sequenceNumber());
  }

  @Test
  @Order(2)
  void aKilledKarafComesBackFromItsCacheWithOneAgent() throws Exception {
    Netcat.send(netcatPort, "3 ERROR kept");
    int mark = karaf.log().mark();
    operator.put(
        "orphan", operator.agent("orphan").replace("netcat.type = netcat", "netcat.type = seq"));
    karaf.log().awaitSinkPort("orphan-spark", mark);
    karaf.kill();
    operator.delete(operator.fileName("orphan"));

    mark = karaf.log().mark();
    karaf.start();
    awaitAgent(mark);
    assertAnAgentWithoutItsFileIsToldOfAndCanBeEnded();

    assertThat(operator.agentRow(Operator.pid(AGENT)))
        .containsEntry("State", "running")
        .containsEntry("Problem", "-");
    assertThat(bundles()).hasSize(5).allMatch(line -> line.contains("Active"));
    client.open("restarted", sinkPort);
    ClientBatch kept = client.poll("restarted", 10);
    assertThat(kept.bodies()).containsExactly("3 ERROR kept");
    client.ack("restarted", kept.sequenceNumber());
  }

  @Test
  @Order(3)
  void aRemovalLeavesNothingBehind() throws Exception {
    Netcat.send(netcatPort, "4 ERROR waits");
    client.open("removed", sinkPort);
    assertThat(client.poll("removed", 10).bodies()).containsExactly("4 ERROR waits");

    karaf.run(List.of("feature:uninstall " + FEATURES));

    assertThat(bundles()).isEmpty();
    assertThat(List.of(sinkPort, netcatPort)).noneMatch(Ports::isOpen);
    assertThat(canLock(karaf.home().resolve("data/flume/web/checkpoint/in_use.lock"))).isTrue();
    await("threads and classes to be gone")
        .atMost(LIMIT)
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(
            () -> {
              JvmState state = JvmState.of(karaf.pid());
              assertThat(state.threads().keySet())
                  // Named after a directory, and so after wherever this project lies.
                  .filteredOn(name -> !name.startsWith("fileinstall-"))
                  .noneMatch(
                      name -> name.matches("(?i).*(flume|spark|lifecycleSupervisor|netty).*"));
              assertThat(state.classes())
                  .noneMatch(
                      name ->
                          name.matches(".*(org\\.apache\\.flume|flumespark|\\.flume\\.sink).*"));
            });
  }

  @Test
  @Order(4)
  void theKarBringsItAllBack() throws Exception {
    int mark = karaf.log().mark();
    Path kar = Project.kar();
    Files.copy(kar, karaf.home().resolve("deploy").resolve(kar.getFileName().toString()));
    awaitAgent(mark);

    client.open("back", sinkPort);
    ClientBatch waited = client.poll("back", 10);
    assertThat(waited.bodies()).containsExactly("4 ERROR waits");
    client.ack("back", waited.sequenceNumber());
    assertThat(karaf.run(List.of("feature:list -i")))
        .contains("flume-spark-sink-sequence-generators");
  }

  private void assertAnAgentWithoutItsFileIsToldOfAndCanBeEnded() throws Exception {
    String pid = Operator.pid("orphan");
    await("the missing file in the status")
        .atMost(LIMIT)
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(
            () ->
                assertThat(operator.agentRow(pid))
                    .containsEntry("State", "running")
                    .hasEntrySatisfying(
                        "Problem", why -> assertThat(why).contains("config:delete " + pid)));
    karaf.run(List.of("config:delete " + pid));
    await("its end")
        .atMost(LIMIT)
        .until(() -> karaf.log().contains("Flume agent orphan has stopped"));
  }

  private void awaitAgent(int mark) {
    sinkPort = karaf.log().awaitSinkPort(AGENT + "-spark", mark);
    netcatPort = karaf.log().awaitNetcatPort(mark);
  }

  private List<String> bundles() throws IOException, InterruptedException {
    List<String> lines = new ArrayList<>(karaf.run(List.of("bundle:list -t 0")).lines().toList());
    lines.removeIf(line -> !line.contains("Flume Spark Sink"));
    return lines;
  }

  private static boolean canLock(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      return lock != null;
    }
  }
}
