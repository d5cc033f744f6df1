package io.github.flumespark.itest.karaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.flumespark.itest.client.ClientBatch;
import io.github.flumespark.itest.client.ProtocolClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * An operator's day, in one Karaf that is started once: the README's lines, a look at the status, a
 * bad change, an extension, a second agent, the end. The tests run in this order, and a later one
 * finds Karaf as the one before left it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class KarafScenario {

  private static final String AGENT = "web";
  private static final String SINK = "web-spark";
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String UUID = "[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f-]{17}";

  private final String framework;
  private Karaf karaf;
  private Operator operator;
  private ProtocolClient client;
  private int sinkPort;
  private int netcatPort;
  private URI monitor;

  KarafScenario(String framework) {
    this.framework = framework;
  }

  @BeforeAll
  void installByTheReadme() throws Exception {
    karaf = Karaf.create(framework, framework);
    operator = new Operator(karaf);
    operator.start();
    operator.install();
    client =
        ProtocolClient.start(
            "client of Karaf on " + framework,
            Project.clientLib(),
            Project.clientClasses(),
            karaf.home().resolve("polling-client.log"));
  }

  @AfterAll
  void endWhatIsLeft() {
    if (client != null) {
      client.close();
    }
    if (karaf != null) {
      karaf.close();
    }
  }

  @Test
  @Order(1)
  void itIsTheFrameworkThatWasAskedFor() throws Exception {
    assertThat(karaf.run(List.of("system:framework")))
        .containsIgnoringCase("current OSGi framework is " + framework);
  }

  @Test
  @Order(2)
  void aFileInEtcIsAnAgentAndAClientOutsideGetsItsFilteredEvents() throws Exception {
    configure(operator.agent(AGENT));
    Netcat.send(netcatPort, "1 ERROR disk", "2 INFO fine", "3 ERROR net");

    client.open("c1", sinkPort);

    assertThat(receive("c1", 2)).containsExactly("1 ERROR disk", "3 ERROR net");
  }

  @Test
  @Order(3)
  void theStatusShowsAgentsSinksCountersAndExtensions() throws Exception {
    Netcat.send(netcatPort, "4 ERROR open");
    ClientBatch open = poll("c1");

    String status = operator.status();

    assertThat(Table.row(status, "Configuration", Map.of("Configuration", Operator.pid(AGENT))))
        .containsEntry("Agent", AGENT)
        .containsEntry("State", "running")
        .containsEntry("Problem", "-");
    assertThat(Table.row(status, "Port", Map.of("Agent", AGENT, "Sink", SINK)))
        .containsEntry("State", "started")
        .containsEntry("Port", Integer.toString(sinkPort))
        .containsEntry("Clients", "1")
        .containsEntry("Batches", "1")
        .containsEntry("Events", "1")
        .containsEntry("Nacked", "0")
        .containsEntry("Delivered", "2")
        .hasEntrySatisfying("Acked", acked -> assertThat(Integer.parseInt(acked)).isBetween(1, 2))
        .containsEntry("Problem", "-");
    assertThat(Table.row(status, "Id", Map.of("Kind", "transformer", "Name", "event-filter")))
        .hasEntrySatisfying("Bundle", bundle -> assertThat(bundle).contains("event-transformers"));
    client.ack("c1", open.sequenceNumber());
  }

  @Test
  @Order(4)
  void theExampleThatTheFeatureLeavesInEtcDoesNothing() throws Exception {
    assertThat(karaf.home().resolve("etc/io.github.flumespark.agent-example.cfg")).exists();
    assertThat(operator.agentRow(Operator.pid("example")))
        .containsEntry("State", "waiting")
        .containsEntry("Problem", "there is nothing in it yet");
  }

  @Test
  @Order(5)
  void aChangeThatCanNotBeUsedIsToldAndLeavesTheAgentAlone() throws Exception {
    int mark = karaf.log().mark();
    operator.put(AGENT, operator.agent(AGENT).replaceFirst("spark.port = 0", "spark.port = nine"));

    karaf
        .log()
        .await(
            "Configuration \\S+~web is refused: sink 'web-spark': .*port.*nine.*"
                + "goes on with the configuration before",
            mark);
    assertThat(operator.agentRow(Operator.pid(AGENT)))
        .containsEntry("State", "running")
        .hasEntrySatisfying(
            "Problem", problem -> assertThat(problem).contains("port").contains("nine"));
    Netcat.send(netcatPort, "5 ERROR still there");
    assertThat(receive("c1", 1)).containsExactly("5 ERROR still there");
  }

  @Test
  @Order(6)
  void anExtensionThatIsDroppedIntoDeployIsUsedAfterAChangeOfTheAgent() throws Exception {
    Netcat.send(netcatPort, "6 ERROR kept");
    Path jar = Project.sequenceGenerators();
    Files.copy(jar, karaf.home().resolve("deploy").resolve(jar.getFileName().toString()));
    await("the bundle in deploy/ is seen")
        .atMost(LIMIT)
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> operator.status().contains("uuid-v7"));

    configure(operator.agent(AGENT) + "web.sinks.web-spark.sequence.type = uuid-v7\n");

    client.open("c2", sinkPort);
    ClientBatch batch = poll("c2");
    assertThat(batch.sequenceNumber()).matches(UUID);
    assertThat(batch.bodies()).containsExactly("6 ERROR kept");
    client.ack("c2", batch.sequenceNumber());
    assertThat(operator.agentRow(Operator.pid(AGENT))).containsEntry("Problem", "-");

    karaf.run(List.of("feature:install flume-spark-sink-sequence-generators"));
    assertThat(Table.row(operator.status(), "Id", Map.of("Name", "uuid-v7")))
        .as("the only one, though it is a feature now, too")
        .containsEntry("Problem", "-");
  }

  @Test
  @Order(7)
  void theMonitorIsAFeatureAndShowsWhatTheStatusDoes() throws Exception {
    operator.putFile("io.github.flumespark.monitor.cfg", "port = 0\n");
    int mark = karaf.log().mark();
    // As the README of the features says: a refresh would restart the agents.
    karaf.run(List.of("feature:install --no-auto-refresh flume-spark-monitor"));
    monitor = URI.create(karaf.log().await("Monitor is listening on (\\S+/)", mark).group(1));

    String json = monitor("api/agent");

    Map<String, String> row = operator.sinkRow(AGENT, SINK);
    assertThat(json)
        .contains("\"agent\":\"web\"", "\"agents\":[{\"name\":\"web\",\"healthy\":true}]")
        .contains("\"kind\":\"sink\",\"name\":\"web-spark\"", "\"channels\":[\"memory\"]")
        .contains("\"Port\":" + row.get("Port"), "\"AckedBatchCount\":" + row.get("Acked"))
        .contains("\"EventDrainSuccessCount\":" + row.get("Delivered"))
        .contains("\"host\":\"127.0.0.1\"");
    assertThat(monitor("metrics"))
        .contains("flume_sink_port{agent=\"web\",sink=\"web-spark\"} %d.0".formatted(sinkPort))
        .contains("flume_channel_channelsize{agent=\"web\",channel=\"memory\"} 0.0");
    assertThat(monitor("health")).startsWith("{\"status\":\"ok\"");
  }

  private String monitor(String path) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(monitor.resolve(path)).timeout(LIMIT).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  @Test
  @Order(8)
  void aSecondAgentTakesItsPropertiesFromAFileUntilItsConfigurationIsGone() throws Exception {
    Path properties = karaf.home().resolve("flume.properties");
    String flume = operator.durableAgent("batch");
    Files.writeString(properties, flume);
    int mark = karaf.log().mark();
    operator.put("second", "name = batch\nfile = " + properties + "\n");
    karaf.log().awaitSinkPort("batch-spark", mark);
    Netcat.send(karaf.log().awaitNetcatPort(mark), "7 WARN kept in a file", "8 ERROR no");

    mark = karaf.log().mark();
    karaf.put("flume.properties", flume.replace("body.glob = *ERROR*", "body.glob = *WARN*"));
    int port = karaf.log().awaitSinkPort("batch-spark", mark);
    client.open("c3", port);
    assertThat(receive("c3", 1)).containsExactly("7 WARN kept in a file");
    assertThat(monitor("api/agent?agent=batch"))
        .as("one monitor for all agents, though their channels have one name")
        .contains("\"agent\":\"batch\"", "\"name\":\"batch-spark\"", "\"name\":\"web\"")
        .contains("\"Port\":" + port)
        .doesNotContain("\"name\":\"web-spark\"");

    operator.delete(operator.fileName("second"));
    await("the second agent is gone")
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(500))
        .until(() -> !Ports.isOpen(port));
    assertThat(Ports.isOpen(sinkPort)).isTrue();
  }

  @Test
  @Order(9)
  void karafEndsAndLeavesNothingBehind() throws Exception {
    Netcat.send(netcatPort, "9 ERROR open at the end");
    ClientBatch open = poll("c2");
    assertThat(open.bodies()).hasSize(1);

    karaf.stop();

    assertThat(karaf.awaitEnd(LIMIT)).as("Karaf has ended").isTrue();
    assertThat(karaf.log().contains("Flume agent web has stopped")).isTrue();
    assertThat(karaf.log().contains("remove all but one of them"))
        .as("a second copy, which no bundle can see")
        .isFalse();
    List<Integer> ports = new ArrayList<>(karaf.ports());
    ports.addAll(List.of(sinkPort, netcatPort, monitor.getPort()));
    assertThat(ports).noneMatch(Ports::isOpen);
  }

  /** Writes the agent's file and waits until the agent serves. */
  private void configure(String text) throws IOException {
    int mark = karaf.log().mark();
    operator.put(AGENT, text);
    sinkPort = karaf.log().awaitSinkPort(SINK, mark);
    netcatPort = karaf.log().awaitNetcatPort(mark);
  }

  /** Polls and acknowledges until so many events have come: a slow machine may part them. */
  private List<String> receive(String connection, int events) throws InterruptedException {
    List<String> bodies = new ArrayList<>();
    while (bodies.size() < events) {
      ClientBatch batch = poll(connection);
      bodies.addAll(batch.bodies());
      client.ack(connection, batch.sequenceNumber());
    }
    return bodies;
  }

  private ClientBatch poll(String connection) throws InterruptedException {
    ClientBatch batch = client.poll(connection, 100);
    assertThat(batch.errorMsg()).isEmpty();
    assertThat(batch.bodies()).isNotEmpty();
    return batch;
  }
}
