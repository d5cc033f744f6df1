package io.github.flumespark.itest.extensions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.flumespark.itest.agent.Agents;
import io.github.flumespark.itest.agent.PollingClient;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.streaming.flume.sink.EventBatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The monitor in a real agent, from its flat class path, as Prometheus asks it. */
class MonitorIT {

  private static MonitoredAgent agent;

  @BeforeAll
  static void start() throws Exception {
    agent = new MonitoredAgent(Agents.workDirectory(MonitorIT.class, "agent"), 0);
    agent.send("secret-body", 3);
    try (PollingClient client = agent.connect()) {
      client.nack(Received.poll(client, 3));
      EventBatch batch = Received.poll(client, 2);
      client.ack(batch);
    }
  }

  @AfterAll
  static void stop() {
    agent.close();
  }

  @Test
  void prometheusCanReadWhatTheAgentCounts() throws Exception {
    Map<String, Double> samples = Exposition.parse(agent.get("/metrics").body());

    assertThat(samples)
        .containsEntry("flume_source_eventacceptedcount{source=http}", 3.0)
        .containsEntry("flume_channel_channelsize{channel=ch}", 1.0)
        .containsEntry(
            "flume_channel_channelsize{channel=%s}".formatted(MonitoredAgent.SCRIPT), 0.0)
        .containsEntry("flume_sink_eventdrainsuccesscount_total{sink=spark-sink}", 2.0)
        .containsEntry("flume_sink_ackedbatchcount_total{sink=spark-sink}", 1.0)
        .containsEntry("flume_sink_nackedbatchcount_total{sink=spark-sink}", 1.0)
        .containsEntry("flume_spark_sink_batchhold_millis_count{sink=spark-sink}", 2.0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"grafana-dashboard.json", "prometheus-alerts.yml"})
  void dashboardAndAlertsAskForSeriesThatExist(String file) throws Exception {
    Set<String> there = new TreeSet<>();
    Exposition.parse(agent.get("/metrics").body())
        .keySet()
        .forEach(series -> there.add(series.replaceFirst("\\{.*", "")));
    Set<String> asked = new TreeSet<>();
    try (InputStream in = MonitorIT.class.getResourceAsStream("/flume-spark-sink/" + file)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      Matcher series = Pattern.compile("(flume_\\w+)(\\(_bucket\\)\\?)?").matcher(text);
      while (series.find()) {
        asked.add(series.group(1) + (series.group(2) == null ? "" : "_bucket"));
      }
    }

    assertThat(asked).hasSizeGreaterThan(2);
    assertThat(there).containsAll(asked);
  }

  @Test
  void theJsonKnowsWhatIsConnectedAndNothingOfTheEvents() throws Exception {
    String json = agent.get("/api/agent").body();

    assertThat(json)
        .contains("\"agent\":\"agent\"", "\"healthy\":true")
        .contains("\"name\":\"http\",\"type\":\"http\",\"channels\":[\"ch\"]")
        .contains("\"name\":\"spark-sink\"", "\"alias\":\"no-debug\"", "\"host\":\"127.0.0.1\"")
        .doesNotContain("secret", "hidden-header", "hidden-value");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a 1",
        "# TYPE a counter\na 1\n",
        "# TYPE a_total counter\na_total -1\n",
        "# TYPE a gauge\na{b=\"c\"} 1\na{b=\"c\"} 2\n",
        "# TYPE a gauge\na{b=\"\"c\"} 1\n",
        "# TYPE a gauge\na 1\n# TYPE b gauge\nb 1\na{c=\"d\"} 1\n",
        "# TYPE a histogram\na_bucket{le=\"1\"} 1\na_sum 1\na_count 1\n",
        "# TYPE a histogram\na_bucket{le=\"1\"} 2\na_bucket{le=\"+Inf\"} 1\na_sum 1\na_count 1\n"
      })
  void theParserOfThisTestIsStrict(String text) {
    assertThatThrownBy(() -> Exposition.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
