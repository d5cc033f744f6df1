package io.github.flumespark.itest.agent;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.streaming.flume.sink.EventBatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One agent as an operator sees it: Flume's own JSON reporter, the log, and a closed door. */
class OperationsIT {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String PASSWORD = "Marker-password";

  /** As JSON quotes one; some of the attributes are JSON themselves. */
  private static final String TEXT = "\"((?:[^\"\\\\]++|\\\\.)*+)\"";

  private static Path directory;
  private static TlsWorld tls;
  private static int monitoringPort;
  private static AgentProcess agent;
  private static Netcat netcat;

  @BeforeAll
  static void start() throws Exception {
    directory = Agents.workDirectory(OperationsIT.class, "agent");
    tls = TlsWorld.make(directory, PASSWORD);
    monitoringPort = Agents.freePort();
    agent =
        AgentSetup.of("agent", properties())
            .withHome(homeWithExtension())
            .withHeap("64m")
            .withSinkLevel("DEBUG")
            .withJvmOptions(
                "-Dflume.monitoring.type=http",
                "-Dflume.monitoring.port=" + monitoringPort,
                // Flume's global settings, in the place of the sink's own keys.
                "-Djavax.net.ssl.keyStorePassword=" + PASSWORD,
                "-Djavax.net.ssl.keyStoreType=PKCS12")
            .start(directory);
    netcat = new Netcat(agent.awaitNetcatPort(0));
  }

  @AfterAll
  static void stop() throws Exception {
    if (netcat != null) {
      netcat.close();
    }
    if (agent != null) {
      agent.close();
    }
  }

  /** Three sinks with a copy of each event: one drops poison, one is stopped by it, one is shut. */
  private static String properties() {
    return """
        agent.sources = netcat
        agent.channels = ch blocked-ch secure-ch
        agent.sinks = spark-sink blocked secure

        agent.sources.netcat.type = netcat
        agent.sources.netcat.bind = 127.0.0.1
        agent.sources.netcat.port = 0
        agent.sources.netcat.channels = ch blocked-ch secure-ch
        agent.sources.netcat.interceptors = header
        agent.sources.netcat.interceptors.header.type = static
        agent.sources.netcat.interceptors.header.key = name
        agent.sources.netcat.interceptors.header.value = Marker-header

        agent.channels.ch.type = memory
        agent.channels.blocked-ch.type = memory
        agent.channels.secure-ch.type = memory
        """
        + Agents.sink(
            0,
            "timeout = 3",
            "pollTimeout = 500",
            "transformers = t",
            "transformers.t.type = quoting",
            "transformers.t.onError = drop")
        + more("blocked", "transformers = t", "transformers.t.type = quoting")
        + more(
            "secure",
            "ssl = true",
            "keystore = " + tls.keystore(),
            "compression-type = deflate",
            "ipFilter = true",
            "ipFilterRules = allow:ip:127.0.0.1,deny:ip:*");
  }

  private static String more(String sink, String... lines) {
    return Agents.sink(0, lines)
        .replace("agent.sinks.spark-sink.", "agent.sinks." + sink + ".")
        .replace(".channel = ch", ".channel = " + sink + "-ch");
  }

  private static FlumeHome homeWithExtension() throws IOException {
    FlumeHome home = FlumeHome.assembled();
    Path sink = home.pluginsPath().get(0).resolve("flume-spark-sink");
    Path plugins = directory.resolve("plugins.d");
    PluginJar.compile(
            "operations/QuotingFactory.java",
            List.of(sink.resolve("libext")),
            directory.resolve("classes"))
        .withService(
            "org.apache.spark.streaming.flume.sink.spi.transform.EventTransformerFactory",
            "example.QuotingFactory")
        .writeTo(plugins.resolve("quoting/lib/quoting.jar"));
    return home.withPlugins(plugins);
  }

  @Test
  void everythingThatHappensIsCountedAndLoggedAndNoEventIsQuoted() throws Exception {
    int port = agent.awaitSinkPort(Agents.SINK);
    agent.awaitSinkPort("blocked");
    netcat.sendNumbered("Marker-body", 20);
    netcat.sendNumbered("Marker-poison", 1);
    netcat.sendNumbered("Marker-late", 4);
    try (PollingClient client = new PollingClient(port)) {
      EventBatch refused = poll(client, 5);
      client.nack(refused);
      EventBatch late = poll(client, 5);
      agent.log().await("was not acknowledged in time", 0, LIMIT);
      client.ack(late);
      assertThat(Consumer.drain(client, 10, 24)).hasSize(24);
      assertThat(client.poll(10).getEvents()).isEmpty();
      client.poll(0);
      try (Socket rude = new Socket(InetAddress.getLoopbackAddress(), port)) {
        rude.getOutputStream().write("GET /Marker-request HTTP/1.0\r\n\r\n".getBytes(US_ASCII));
        rude.getInputStream().readAllBytes();
      }

      await().atMost(LIMIT).until(() -> "1".equals(metrics().get("ConnectionFailedCount")));
      Map<String, String> metrics = metrics();
      assertThat(metrics)
          .containsEntry("Port", Integer.toString(port))
          .containsEntry("NackedBatchCount", "1")
          .containsEntry("TimedOutBatchCount", "1")
          .containsEntry("LateAckCount", "1")
          .containsEntry("RefusedPollCount", "1")
          .containsEntry("EventDrainSuccessCount", "24")
          .containsEntry("OpenBatchCount", "0")
          .containsEntry("OpenConnectionCount", "1")
          .containsEntry("Type", "SINK");
      assertThat(Integer.parseInt(metrics.get("TransformerDroppedEventCount"))).isPositive();
      assertThat(metrics.get("TransformerErrorCount"))
          .isEqualTo(metrics.get("TransformerDroppedEventCount"));
      assertThat(Integer.parseInt(metrics.get("EventDrainAttemptCount"))).isGreaterThan(30);
      assertThat(metrics).containsEntry("State", "running").doesNotContainKey("Extensions");
    }
    assertBlockedTellsNothing();

    List<String> log = agent.log().since(0);
    assertThat(log)
        .anyMatch(line -> line.contains("Spark sink spark-sink: Avro: org.apache.avro.Schema"))
        .anyMatch(line -> line.contains("Spark sink spark-sink: Netty: "))
        .anyMatch(line -> line.contains("has known vulnerabilities") && line.contains("1.11.4"))
        .anyMatch(line -> line.contains("client 127.0.0.1:") && line.contains(" connected"))
        .anyMatch(line -> line.contains("DEBUG") && line.contains("ended as ACKED"))
        .anyMatch(line -> line.contains("was refused by its client"))
        .anyMatch(line -> line.contains("has no effect: it was already TIMED_OUT"))
        .anyMatch(line -> line.contains("example.QuotingFactory") && line.contains("onError=drop"))
        .anyMatch(line -> line.contains("closing the connection from 127.0.0.1:"))
        .anyMatch(line -> line.contains("ssl=on(keystore="));
    // But for the source's interceptor, which logs its own configuration.
    assertThat(log)
        .filteredOn(line -> !line.contains("StaticInterceptor"))
        .noneMatch(line -> line.contains("Marker-"));
  }

  private static void assertBlockedTellsNothing() throws Exception {
    try (PollingClient client = new PollingClient(agent.awaitSinkPort("blocked"))) {
      EventBatch error = client.poll(100);
      assertThat(error.getErrorMsg().toString())
          .contains("Transformer 't'", "java.lang.IllegalArgumentException at example.Quoting")
          .doesNotContain("Marker-");
      assertThat(error.getEvents()).isEmpty();
    }
  }

  @Test
  void encryptedAndCompressedConnectionsWorkWithTheNettyThatTheAgentBrings() throws Exception {
    int port = agent.awaitSinkPort("secure");
    try (PollingClient client = tls.connect(port)) {
      netcat.sendNumbered("Marker-secure", 3);
      EventBatch batch = poll(client, 1);
      client.ack(batch);
      assertThat(PollingClient.headers(batch.getEvents().get(0)))
          .containsEntry("name", "Marker-header");
    }
    try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), port)) {
      plain.setSoTimeout((int) LIMIT.toMillis());
      plain.getOutputStream().write("plain text".getBytes(UTF_8));
      plain.getInputStream().readAllBytes();
    }
    agent.log().await("closing the connection from .*: it does not speak TLS", 0, LIMIT);
    InetAddress other = InetAddress.getByName("127.0.0.2");
    try (Socket denied = new Socket(InetAddress.getLoopbackAddress(), port, other, 0)) {
      denied.setSoTimeout((int) LIMIT.toMillis());
      assertThat(denied.getInputStream().read()).isEqualTo(-1);
    }
    agent.log().await("ipFilterRules deny a connection from 127.0.0.2:", 0, LIMIT);
  }

  /** A batch that is not empty. */
  private static EventBatch poll(PollingClient client, int n) throws Exception {
    for (int i = 0; i < 100; i++) {
      EventBatch batch = client.poll(n);
      if (!batch.getEvents().isEmpty()) {
        return batch;
      }
    }
    throw new AssertionError("no event in 100 polls");
  }

  /** What Flume's own HTTP reporter says of the sink. */
  private static Map<String, String> metrics() throws Exception {
    String json =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + monitoringPort + "/metrics"))
                    .timeout(Duration.ofSeconds(20))
                    .build(),
                HttpResponse.BodyHandlers.ofString())
            .body();
    Matcher sink =
        Pattern.compile("\"SINK\\.spark-sink\":\\{((?:\"\\w+\":" + TEXT + ",?)++)}").matcher(json);
    assertThat(sink.find()).as(json).isTrue();
    Map<String, String> values = new HashMap<>();
    Matcher value = Pattern.compile("\"(\\w+)\":" + TEXT).matcher(sink.group(1));
    while (value.find()) {
      values.put(value.group(1), value.group(2));
    }
    return values;
  }
}
