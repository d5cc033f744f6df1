package io.github.flumespark.monitor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be done to a sink by HTTP, and by whom. */
class OperationsTest {

  private static final String[] TOKEN = {"Authorization", "Bearer s3cr3t"};

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

  private Http startWithToken() throws Exception {
    Path token = Files.writeString(directory.resolve("token"), "s3cr3t\n");
    Path password = Files.writeString(directory.resolve("password"), "op:password\n");
    return start("bearer-token-file", token.toString(), "basic-auth-file", password.toString());
  }

  @Test
  void whoHasTheTokenPausesASinkAndResumesItAndEverybodySeesThat() throws Exception {
    Http http = startWithToken();

    HttpResponse<String> paused = http.send("POST", "/api/sink/pause?sink=spark", TOKEN);

    assertThat(paused.statusCode()).isEqualTo(200);
    assertThat(paused.body()).isEqualTo("{\"done\":\"pause: done\"}");
    HttpResponse<String> health = http.get("/health", TOKEN);
    assertThat(health.statusCode()).as("a pause is no fault").isEqualTo(200);
    assertThat(health.body())
        .startsWith("{\"status\":\"paused\",\"problems\":[],\"notices\":[")
        .contains("has been paused by an operator for ");
    assertThat(http.get("/api/agent", TOKEN).body())
        .contains("\"State\":\"paused\"", "\"operations\":true");
    assertThat(http.get("/metrics", TOKEN).body())
        .contains("# TYPE flume_sink_pausedseconds gauge")
        .contains("flume_sink_pausedseconds{sink=\"spark\"} ")
        .doesNotContain("flume_sink_pausedseconds{sink=\"spark\"} 0.0");

    assertThat(http.send("POST", "/api/sink/resume?sink=spark", TOKEN).statusCode()).isEqualTo(200);

    assertThat(http.get("/health", TOKEN).body()).startsWith("{\"status\":\"ok\"");
    assertThat(http.get("/api/agent", TOKEN).body()).contains("\"State\":\"running\"");
  }

  @Test
  void connectionsAreClosedByTheAddressOfTheClient() throws Exception {
    Http http = startWithToken();

    HttpResponse<String> none =
        http.send("POST", "/api/sink/close-connections?sink=spark&client=10.9.8.7", TOKEN);

    assertThat(none.body()).isEqualTo("{\"done\":\"0 connections of 10.9.8.7 have been closed\"}");
  }

  @Test
  void whatTheSinkRefusesIsToldInItsWords() throws Exception {
    Http http = startWithToken();

    HttpResponse<String> refused = http.send("POST", "/api/sink/debug-log?sink=spark", TOKEN);

    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(refused.body()).contains("can be set where Log4j 2 writes it");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Bearer wrong", "Bearer", "Basic", "s3cr3t"})
  void withoutTheTokenNothingIsDone(String authorization) throws Exception {
    Http http = startWithToken();
    String given =
        authorization.equals("Basic")
            ? "Basic " + Base64.getEncoder().encodeToString("op:password".getBytes(UTF_8))
            : authorization;
    String[] header = given.isEmpty() ? new String[0] : new String[] {"Authorization", given};

    HttpResponse<String> response = http.send("POST", "/api/sink/pause?sink=spark", header);

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.headers().firstValue("WWW-Authenticate"))
        .as("not one for which a browser would ask its user")
        .hasValue("Bearer realm=\"Flume agent\"");
    assertThat(http.get("/health", TOKEN).body()).startsWith("{\"status\":\"ok\"");
  }

  @Test
  void aRequestThatAnotherSiteMadeABrowserSendIsRefused() throws Exception {
    Http http = startWithToken();
    for (String[] other :
        List.of(
            new String[] {"Origin", "https://elsewhere.example"},
            new String[] {"Origin", "null"},
            new String[] {"Sec-Fetch-Site", "cross-site"},
            new String[] {"Sec-Fetch-Site", "same-site"})) {
      HttpResponse<String> response =
          http.send(
              "POST",
              "/api/sink/pause?sink=spark",
              "Authorization",
              "Bearer s3cr3t",
              other[0],
              other[1]);
      assertThat(response.statusCode()).as(String.join(": ", other)).isEqualTo(403);
    }
    assertThat(http.get("/health", TOKEN).body()).startsWith("{\"status\":\"ok\"");

    HttpResponse<String> own =
        http.send(
            "POST",
            "/api/sink/pause?sink=spark",
            "Authorization",
            "Bearer s3cr3t",
            "Origin",
            "http://127.0.0.1:%d".formatted(monitor.port()),
            "Sec-Fetch-Site",
            "same-origin");
    assertThat(own.statusCode()).isEqualTo(200);
  }

  @Test
  void otherMethodsUnknownOperationsAndUnknownSinksAreTold() throws Exception {
    Http http = startWithToken();
    for (String method : List.of("GET", "HEAD", "PUT", "DELETE")) {
      HttpResponse<String> response = http.send(method, "/api/sink/pause?sink=spark", TOKEN);
      assertThat(response.statusCode()).as(method).isEqualTo(405);
      assertThat(response.headers().firstValue("Allow")).hasValue("POST");
    }
    assertThat(http.send("POST", "/api/sink/destroy?sink=spark", TOKEN).statusCode())
        .isEqualTo(404);
    assertThat(http.send("POST", "/api/sink/pause?sink=nobody", TOKEN).statusCode()).isEqualTo(404);
    assertThat(http.send("POST", "/api/sink/pause", TOKEN).statusCode()).isEqualTo(400);
    assertThat(http.send("POST", "/api/sink/close-connections?sink=spark", TOKEN).body())
        .contains("needs the parameter sink, and client");
  }

  @Test
  void withoutATokenFileThereAreNoOperations() throws Exception {
    Http http = start();

    HttpResponse<String> response = http.send("POST", "/api/sink/pause?sink=spark");

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.body()).isEqualTo("Operations need flume.monitoring.bearer-token-file\n");
    assertThat(http.get("/api/agent").body()).contains("\"operations\":false");
  }
}
