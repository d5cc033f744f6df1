package io.github.flumespark.monitor;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.PrometheusNaming;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The components' numbers as Prometheus' metrics, with the names and types that the sink's rules
 * for the JMX exporter ({@code prometheus-jmx-exporter.yml}) give them; but its histograms are true
 * ones, which the exporter can't make, and where a framework has several agents there is a label
 * for them.
 */
final class Metrics {

  private static final Pattern HISTOGRAM =
      Pattern.compile("(PollWait|BatchHold)(?:MillisLe\\d+Count|Count|MillisSum)");
  private static final Pattern BUCKET = Pattern.compile("MillisLe(\\d+)Count$");
  private static final Pattern GAUGE =
      Pattern.compile(
          "Open\\w+Count|WaitingPollCount|(?:Stuck)?ExtensionCallCount|Port|PausedSeconds|DebugLogSeconds|CertificateExpiryTime|StartTime|StopTime");
  private static final Pattern COUNTER = Pattern.compile("\\w+(?:Count|Fail)");

  private final Map<String, CounterSnapshot.Builder> counters = new TreeMap<>();
  private final Map<String, GaugeSnapshot.Builder> gauges = new TreeMap<>();
  private final Map<String, UnknownSnapshot.Builder> unknown = new TreeMap<>();
  private final Map<String, HistogramSnapshot.Builder> histograms = new TreeMap<>();

  private Metrics() {}

  static MetricSnapshots of(List<Agent> agents) {
    Metrics metrics = new Metrics();
    agents.forEach(agent -> agent.components().forEach(metrics::add));
    MetricSnapshots.Builder all = MetricSnapshots.builder();
    metrics.counters.values().forEach(builder -> all.metricSnapshot(builder.build()));
    metrics.gauges.values().forEach(builder -> all.metricSnapshot(builder.build()));
    metrics.unknown.values().forEach(builder -> all.metricSnapshot(builder.build()));
    metrics.histograms.values().forEach(builder -> all.metricSnapshot(builder.build()));
    return all.build();
  }

  private void add(Component component) {
    Labels own = Labels.of(PrometheusNaming.sanitizeLabelName(component.kind()), component.name());
    Labels labels = component.agent().isEmpty() ? own : own.add("agent", component.agent());
    component
        .attributes()
        .forEach(
            (attribute, value) -> {
              if (value instanceof Number number) {
                add(component.kind(), attribute, number.doubleValue(), labels);
              } else if (value instanceof Boolean flag) {
                add(component.kind(), attribute, flag ? 1 : 0, labels);
              }
            });
    if (component.isPolledByClients()) {
      addHistogram(component, "PollWait", labels);
      addHistogram(component, "BatchHold", labels);
    }
  }

  private void add(String kind, String attribute, double value, Labels labels) {
    boolean sink = kind.equals(Component.SINK);
    if (sink && HISTOGRAM.matcher(attribute).matches()) {
      return;
    }
    String name =
        PrometheusNaming.sanitizeMetricName(
            "flume_%s_%s".formatted(kind, attribute).toLowerCase(Locale.ROOT));
    if (sink && GAUGE.matcher(attribute).matches()) {
      gauges
          .computeIfAbsent(name, key -> GaugeSnapshot.builder().name(key).help(help(attribute)))
          .dataPoint(
              GaugeSnapshot.GaugeDataPointSnapshot.builder().value(value).labels(labels).build());
    } else if (sink && COUNTER.matcher(attribute).matches()) {
      counters
          .computeIfAbsent(name, key -> CounterSnapshot.builder().name(key).help(help(attribute)))
          .dataPoint(
              CounterSnapshot.CounterDataPointSnapshot.builder()
                  // A counter of another's sink may be anything, and must not cost all others.
                  .value(Math.max(0, value))
                  .labels(labels)
                  .build());
    } else {
      unknown
          .computeIfAbsent(name, key -> UnknownSnapshot.builder().name(key).help(help(attribute)))
          .dataPoint(
              UnknownSnapshot.UnknownDataPointSnapshot.builder()
                  .value(value)
                  .labels(labels)
                  .build());
    }
  }

  private static String help(String attribute) {
    return "The attribute %s of Flume's bean.".formatted(attribute);
  }

  private void addHistogram(Component sink, String what, Labels labels) {
    TreeMap<Double, Double> cumulative = new TreeMap<>();
    sink.attributes()
        .forEach(
            (attribute, value) -> {
              Matcher bucket = BUCKET.matcher(attribute);
              if (attribute.startsWith(what + "Millis") && bucket.find()) {
                cumulative.put(Double.valueOf(bucket.group(1)), sink.number(attribute));
              }
            });
    cumulative.put(Double.POSITIVE_INFINITY, sink.number(what + "Count"));
    List<Double> counts = new ArrayList<>();
    double before = 0;
    for (double upTo : cumulative.values()) {
      // They were read one after the other, while the sink went on.
      counts.add(Math.max(0, upTo - before));
      before = Math.max(before, upTo);
    }
    String name = "flume_spark_sink_%s_millis".formatted(what.toLowerCase(Locale.ROOT));
    histograms
        .computeIfAbsent(
            name,
            key ->
                HistogramSnapshot.builder()
                    .name(key)
                    .help("%s of Flume's bean, in milliseconds.".formatted(what)))
        .dataPoint(
            HistogramSnapshot.HistogramDataPointSnapshot.builder()
                .classicHistogramBuckets(
                    ClassicHistogramBuckets.of(
                        new ArrayList<>(cumulative.keySet()), new ArrayList<Number>(counts)))
                .sum(sink.number(what + "MillisSum"))
                .labels(labels)
                .build());
  }
}
