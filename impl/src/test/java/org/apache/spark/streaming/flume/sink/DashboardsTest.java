package org.apache.spark.streaming.flume.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.prometheus.jmx.JmxCollector;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flume.event.EventBuilder;
import org.apache.spark.streaming.flume.sink.internal.metrics.SparkSinkCounterMBean;
import org.junit.jupiter.api.Test;

/** The rules and the dashboard in the jar, against a running sink and Prometheus' own exporter. */
class DashboardsTest {

  private static final String FOLDER = "/flume-spark-sink/";

  @Test
  void theExporterMakesSeriesOfEveryNumberThatTheSinkShows() throws Exception {
    String text = scrape();

    assertThat(text)
        .contains("flume_sink_ackedbatchcount_total{sink=\"spark\"} 1.0")
        .contains("flume_sink_eventdrainsuccesscount_total{sink=\"spark\"} 2.0")
        .contains("# TYPE flume_sink_openbatchcount gauge")
        .contains("flume_spark_sink_batchhold_millis{le=\"+Inf\",sink=\"spark\"} 1.0")
        .contains("flume_spark_sink_batchhold_millis{le=\"60000\",sink=\"spark\"} 1.0")
        .contains("flume_spark_sink_pollwait_millis_sum_total{sink=\"spark\"}")
        .doesNotContain("_extensions");
    long series = text.lines().filter(line -> line.contains("sink=\"spark\"")).count();
    assertThat(series)
        .as("all attributes that are numbers")
        .isEqualTo(
            Stream.of(SparkSinkCounterMBean.class.getMethods())
                .filter(method -> method.getName().startsWith("get"))
                .filter(method -> method.getReturnType().isPrimitive())
                .filter(method -> method.getReturnType() != void.class)
                .count());
  }

  @Test
  void theDashboardAsksForSeriesThatExist() throws Exception {
    JsonNode dashboard = new ObjectMapper().readTree(resource("grafana-dashboard.json"));
    Set<String> asked = new TreeSet<>();
    for (JsonNode expression : dashboard.findValues("expr")) {
      Matcher series = Pattern.compile("flume_\\w+").matcher(expression.asText());
      while (series.find()) {
        asked.add(series.group());
      }
    }
    Matcher variable =
        Pattern.compile("label_values\\((\\w+), sink\\)").matcher(dashboard.toString());
    assertThat(variable.find()).isTrue();
    asked.add(variable.group(1));

    Set<String> there = new TreeSet<>();
    scrape().lines().forEach(line -> there.add(line.replaceFirst("[{ ].*", "")));

    assertThat(asked).hasSizeGreaterThan(15);
    assertThat(there).containsAll(asked);
  }

  @Test
  void theAlertsAskForSeriesThatExist() throws Exception {
    Set<String> asked = new TreeSet<>();
    Matcher series =
        Pattern.compile("flume_\\w+")
            .matcher(Files.readString(Path.of(resource("prometheus-alerts.yml").toURI())));
    while (series.find()) {
      asked.add(series.group());
    }

    Set<String> there = new TreeSet<>();
    scrape().lines().forEach(line -> there.add(line.replaceFirst("[{ ].*", "")));

    assertThat(asked).hasSize(16);
    assertThat(there).containsAll(asked);
  }

  private static String scrape() throws Exception {
    try (TestSink sink = TestSink.onMemory(Map.of(), Map.of());
        TestClient client = new TestClient(sink.port())) {
      sink.put(List.of(EventBuilder.withBody("a", UTF_8), EventBuilder.withBody("b", UTF_8)));
      client.ack(client.poll(2));
      PrometheusRegistry registry = new PrometheusRegistry();
      new JmxCollector(Path.of(resource("prometheus-jmx-exporter.yml").toURI()).toFile())
          .register(registry);
      ByteArrayOutputStream text = new ByteArrayOutputStream();
      new PrometheusTextFormatWriter(false).write(text, registry.scrape());
      return text.toString(UTF_8);
    }
  }

  private static URL resource(String name) {
    URL resource = SparkSink.class.getResource(FOLDER + name);
    assertThat(resource).as(name).isNotNull();
    return resource;
  }
}
