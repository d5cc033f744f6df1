package io.github.flumespark.monitor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.flume.Context;
import org.apache.flume.conf.ConfigurationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The monitor over HTTP, beside real counters of Flume and a real sink. */
class AgentMonitorTest {

  @TempDir private Path directory;
  private final SmallAgent agent = new SmallAgent("");
  private final AgentMonitor monitor = new AgentMonitor();

  @AfterEach
  void close() {
    monitor.stop();
    agent.close();
  }

  private Http start(String... settings) {
    return Http.start(monitor, settings);
  }

  @Test
  void metricsHaveTheNamesOfTheRuleFileAndHistogramsAreHistograms() throws Exception {
    agent.put(3);

    HttpResponse<String> response = start().get("/metrics");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type"))
        .hasValue("text/plain; version=0.0.4; charset=utf-8");
    assertThat(response.body().lines())
        .contains(
            "flume_channel_channelsize{channel=\"memory\"} 3.0",
            "flume_source_eventacceptedcount{source=\"logs\"} 3.0",
            "# TYPE flume_sink_ackedbatchcount_total counter",
            "flume_sink_ackedbatchcount_total{sink=\"spark\"} 0.0",
            "# TYPE flume_sink_openbatchcount gauge",
            "flume_sink_openbatchcount{sink=\"spark\"} 0.0",
            "flume_sink_port{sink=\"spark\"} %d.0".formatted(agent.sinkPort()),
            "# TYPE flume_spark_sink_batchhold_millis histogram",
            "flume_spark_sink_batchhold_millis_bucket{sink=\"spark\",le=\"60000.0\"} 0",
            "flume_spark_sink_batchhold_millis_bucket{sink=\"spark\",le=\"+Inf\"} 0",
            "flume_spark_sink_pollwait_millis_sum{sink=\"spark\"} 0.0");
  }

  @Test
  void whoAsksForOpenMetricsGetsThem() throws Exception {
    HttpResponse<String> response =
        start().get("/metrics", "Accept", "application/openmetrics-text; version=1.0.0");

    assertThat(response.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/openmetrics-text"));
    assertThat(response.body()).contains("# TYPE flume_sink_ackedbatchcount counter");
    assertThat(response.body()).endsWith("# EOF\n");
  }

  @Test
  void healthTellsWhichChannelIsFullAndWhichSinkIsDown() throws Exception {
    Http http = start();
    assertThat(http.get("/health").statusCode()).isEqualTo(200);
    assertThat(http.get("/health").body())
        .isEqualTo("{\"status\":\"ok\",\"problems\":[],\"notices\":[]}");

    agent.put(9);

    HttpResponse<String> full = http.get("/health");
    assertThat(full.statusCode()).isEqualTo(503);
    assertThat(full.body()).contains("\"memory\"", "is 90 % full, with 9 of 10 events");
  }

  @Test
  void theJsonHasEveryComponentAndNothingOfAnEvent() throws Exception {
    agent.put(2);
    Path file =
        Files.writeString(
            directory.resolve("flume.properties"),
            """
            a.sources = logs
            a.sources.logs.type = exec
            a.sources.logs.command = cat s3cr3t
            a.sources.logs.channels = memory
            a.channels = memory
            a.channels.memory.type = memory
            a.sinks = spark quiet
            a.sinks.spark.type = org.apache.spark.streaming.flume.sink.SparkSink
            a.sinks.spark.keystore-password = s3cr3t
            a.sinks.spark.channel = memory
            a.sinks.quiet.type = logger
            a.sinks.quiet.channel = memory
            """);

    String body = start("agent", "a", "config-file", file.toString()).get("/api/agent").body();

    JsonObject json = JsonParser.parseString(body).getAsJsonObject();
    assertThat(json.get("agent").getAsString()).isEqualTo("a");
    List<String> names = new ArrayList<>();
    for (JsonElement component : json.getAsJsonArray("components")) {
      JsonObject shown = component.getAsJsonObject();
      names.add(
          "%s %s %s %s %s"
              .formatted(
                  shown.get("kind").getAsString(),
                  shown.get("name").getAsString(),
                  shown.get("type").getAsString(),
                  shown.get("channels"),
                  shown.get("counts")));
    }
    assertThat(names)
        .contains(
            "source logs exec [\"memory\"] true",
            "channel memory memory [] true",
            "sink spark org.apache.spark.streaming.flume.sink.SparkSink [\"memory\"] true",
            "sink quiet logger [\"memory\"] false");
    assertThat(body).doesNotContain("s3cr3t", "4711", "4712", "4713");
  }

  @Test
  void aComponentOfAnEarlierConfigurationIsNotShown() throws Exception {
    try (SmallAgent old = new SmallAgent("-old")) {
      old.put(1);
    }

    assertThat(start().get("/api/agent").body()).contains("\"memory\"").doesNotContain("-old");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "Bearer", "Bearer wrong", "Basic", "Basic !", "Digest s3cr3t", "s3cr3t"})
  void withoutTheRightTokenNothingIsTold(String authorization) throws Exception {
    Path token = Files.writeString(directory.resolve("token"), "s3cr3t\n");
    Http http = start("bearer-token-file", token.toString());
    String[] header =
        authorization.isEmpty() ? new String[0] : new String[] {"Authorization", authorization};

    for (String path : List.of("/", "/metrics", "/health", "/api/agent", "/nothing")) {
      HttpResponse<String> response = http.get(path, header);
      if (path.equals("/") && authorization.isEmpty()) {
        assertThat(response.statusCode()).as("the page, which asks for the token").isEqualTo(200);
        continue;
      }
      assertThat(response.statusCode()).as(path).isEqualTo(401);
      assertThat(response.body()).isEqualTo("Wrong or no credentials\n");
      assertThat(response.headers().firstValue("WWW-Authenticate"))
          .hasValue("Bearer realm=\"Flume agent\"");
    }
  }

  @Test
  void theRightTokenOrPasswordIsLetInAndAChangedFileCountsAtOnce() throws Exception {
    Path token = Files.writeString(directory.resolve("token"), "s3cr3t\n");
    Path password = Files.writeString(directory.resolve("password"), "op:pass:word\n");
    Http http =
        start("bearer-token-file", token.toString(), "basic-auth-file", password.toString());
    String basic = "Basic " + Base64.getEncoder().encodeToString("op:pass:word".getBytes(UTF_8));

    assertThat(http.get("/health", "Authorization", "Bearer s3cr3t").statusCode()).isEqualTo(200);
    assertThat(http.get("/health", "Authorization", basic).statusCode()).isEqualTo(200);
    assertThat(http.get("/").statusCode()).isEqualTo(401);
    assertThat(http.get("/health").headers().firstValue("WWW-Authenticate"))
        .hasValueSatisfying(challenge -> assertThat(challenge).startsWith("Basic "));

    Files.writeString(token, "other\n");
    assertThat(http.get("/health", "Authorization", "Bearer s3cr3t").statusCode()).isEqualTo(401);
    assertThat(http.get("/health", "Authorization", "Bearer other").statusCode()).isEqualTo(200);
  }

  @Test
  void whatIsNotThereIs404AndOtherMethodsAre405() throws Exception {
    Http http = start();

    assertThat(http.get("/nothing").statusCode()).isEqualTo(404);
    assertThat(http.get("/../etc/passwd").statusCode()).isIn(400, 404);
    for (String method : List.of("POST", "PUT", "DELETE", "OPTIONS", "TRACE")) {
      HttpResponse<String> response = http.send(method, "/metrics");
      assertThat(response.statusCode()).as(method).isEqualTo(405);
      assertThat(response.headers().firstValue("Allow")).hasValue("GET, HEAD");
    }
    assertThat(http.send("HEAD", "/metrics").statusCode()).isEqualTo(200);
    assertThat(http.get("/", "X", "y".repeat(10_000)).statusCode()).isEqualTo(431);
  }

  @Test
  void thePageMayRunItsOwnScriptAndNothingElse() throws Exception {
    HttpResponse<String> page = start().get("/");

    assertThat(page.headers().firstValue("Content-Security-Policy"))
        .hasValueSatisfying(
            policy ->
                assertThat(policy)
                    .startsWith("default-src 'none'; script-src 'sha256-")
                    .contains("connect-src 'self'", "frame-ancestors 'none'")
                    .doesNotContain("unsafe"));
    assertThat(page.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(page.body().replace("http://www.w3.org/2000/svg", ""))
        .doesNotContain("http://", "https://", "innerHTML", "outerHTML", "document.write", "eval(");
  }

  @Test
  void withAKeystoreItSpeaksTlsAndNothingElse() throws Exception {
    Path keystore = directory.resolve("monitor.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "monitor",
                "-dname",
                "CN=localhost",
                "-keyalg",
                "EC",
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-storepass",
                "s3cr3t",
                "-keystore",
                keystore.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(keytool.waitFor(1, TimeUnit.MINUTES)).isTrue();
    Path password = Files.writeString(directory.resolve("password"), "s3cr3t\n");
    Http plain =
        start("keystore", keystore.toString(), "keystore-password-file", password.toString());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(KeyStore.getInstance(keystore.toFile(), "s3cr3t".toCharArray()));
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);

    HttpResponse<String> response =
        HttpClient.newBuilder()
            .sslContext(context)
            .build()
            .send(
                HttpRequest.newBuilder(
                        URI.create("https://127.0.0.1:%d/health".formatted(monitor.port())))
                    .timeout(Duration.ofMinutes(1))
                    .build(),
                HttpResponse.BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(200);
    assertThatThrownBy(() -> plain.get("/health")).isInstanceOf(IOException.class);
  }

  @Test
  void aWrongPasswordOfTheKeystoreIsAnErrorThatLeavesNothing() throws Exception {
    Path keystore = Files.writeString(directory.resolve("monitor.p12"), "no keystore");
    Path password = Files.writeString(directory.resolve("password"), "wrong\n");

    assertThatThrownBy(
            () ->
                start(
                    "keystore", keystore.toString(), "keystore-password-file", password.toString()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("can't listen on 127.0.0.1:0");
    assertThat(monitor.port()).isZero();
  }

  @Test
  void aThousandIdleConnectionsKeepNobodyOut() throws Exception {
    Http http = start();
    List<SocketChannel> idle = new ArrayList<>();
    try {
      for (int i = 0; i < 1000; i++) {
        // Does not wait: what is beyond the limits hangs in the air until the monitor has time.
        SocketChannel channel = SocketChannel.open();
        idle.add(channel);
        channel.configureBlocking(false);
        boolean connected =
            channel.connect(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), monitor.port()));
        if ((connected || channel.finishConnect()) && i % 2 == 0) {
          channel.write(UTF_8.encode("GET / HT"));
        }
      }

      assertThat(http.get("/health").statusCode()).isEqualTo(200);
      long threads =
          Thread.getAllStackTraces().keySet().stream()
              .filter(thread -> thread.getName().startsWith("flume-monitor"))
              .count();
      assertThat(threads).as("threads of the monitor").isLessThanOrEqualTo(8);
    } finally {
      for (SocketChannel channel : idle) {
        channel.close();
      }
    }
  }

  @Test
  void aStopFreesThePortAndEndsTheThreads() throws Exception {
    start();
    int port = monitor.port();
    monitor.stop();

    start("port", Integer.toString(port));
    assertThat(monitor.port()).isEqualTo(port);
    monitor.stop();
    await("threads")
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().startsWith("flume-monitor")));
  }

  @Test
  void aPortThatIsTakenIsAnErrorThatNamesItAndLeavesNothing() {
    assertThatThrownBy(() -> start("port", Integer.toString(agent.sinkPort())))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("can't listen on 127.0.0.1:" + agent.sinkPort());
    monitor.stop();
  }

  @Test
  void badSettingsNameTheKeyTheValueAndWhatIsAllowed() {
    assertThatThrownBy(() -> monitor.configure(new Context()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("flume.monitoring.port is missing");
    assertThatThrownBy(() -> start("port", "70000"))
        .hasMessage("flume.monitoring.port is '70000'; allowed: 0 to 65535");
    assertThatThrownBy(() -> start("channel-threshold", "lots"))
        .hasMessage("flume.monitoring.channel-threshold is 'lots'; allowed: 1 to 100");
    assertThatThrownBy(() -> start("bearer-token-file", directory.resolve("none").toString()))
        .hasMessageContaining("flume.monitoring.bearer-token-file is '")
        .hasMessageContaining("allowed: a file that the agent can read");
    assertThatThrownBy(() -> start("keystore-type", "JKS"))
        .hasMessageContaining("no effect without flume.monitoring.keystore");
  }
}
