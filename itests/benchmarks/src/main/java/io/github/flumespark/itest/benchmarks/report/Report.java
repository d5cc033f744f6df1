package io.github.flumespark.itest.benchmarks.report;

import static io.github.flumespark.itest.benchmarks.report.Format.number;

import io.github.flumespark.itest.benchmarks.report.DrainResult.Round;
import io.github.flumespark.itest.benchmarks.report.DrainResult.Rounds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** The files that a run leaves: JSON with everything, Markdown tables, and a chart. */
public final class Report {

  private final Results results;
  private final Map<String, String> machine;
  private final StringBuilder text = new StringBuilder();

  private Report(Results results, Map<String, String> machine) {
    this.results = results;
    this.machine = machine;
  }

  /**
   * Writes the files.
   *
   * @param options what the run was asked to do
   */
  public static void write(Results results, Map<String, String> options, Path directory)
      throws IOException {
    Files.createDirectories(directory);
    Map<String, String> machine = Machine.facts();
    machine.putAll(options);
    Report report = new Report(results, machine);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("machine", machine);
    json.put("figures", Figures.of(results));
    json.putAll(results.toJson());
    Files.writeString(directory.resolve("benchmarks.json"), Json.write(json));
    Files.writeString(directory.resolve("benchmarks.md"), report.markdown());
    if (!results.drains.isEmpty()) {
      Files.writeString(directory.resolve("drain.svg"), Chart.svg(results.drains));
    }
  }

  private String markdown() {
    line("# Benchmarks");
    line("");
    machine.forEach((name, value) -> line("- " + name + ": " + value));
    figures();
    if (!results.drains.isEmpty()) {
      drains();
    }
    if (!results.costs.isEmpty()) {
      costs();
    }
    if (!results.latencies.isEmpty()) {
      latencies();
    }
    if (!results.scales.isEmpty()) {
      scales();
    }
    if (!results.jmh.isEmpty()) {
      line("\n## JMH\n\n```");
      results.jmh.forEach(this::line);
      line("```");
    }
    return text.toString();
  }

  private void line(String line) {
    text.append(line.replaceFirst(" +$", "")).append('\n');
  }

  private void figures() {
    line("\n## Figures to reach\n");
    line("| what | reference | ours | ratio | target | reached |");
    line("| --- | --- | --- | --- | --- | --- |");
    for (Figures.Figure figure : Figures.of(results)) {
      line(
          String.join(
              " | ",
              "| " + figure.what(),
              figure.reference(),
              figure.ours(),
              figure.ratio(),
              figure.target(),
              (figure.target().isEmpty() ? "" : figure.reached() ? "yes" : "no") + " |"));
    }
  }

  private void drains() {
    line("\n## Drains\n");
    line("![Events per second and CPU per event](drain.svg)\n");
    line("Medians over the pairs; each first value is the reference's, each second one ours.\n");
    line(
        "| channel, connections × batch × body | M events/s | ratio (least – most) | limit"
            + " | CPU µs/event | limit | bytes/event | poll p50 / p99 | ack p50 / p99 |");
    line("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
    for (DrainResult drain : results.drains) {
      List<Rounds> warm = drain.warm();
      List<Double> ratios = warm.stream().map(each -> each.ratio(Round::eventsPerSecond)).toList();
      line(
          String.join(
              " | ",
              "| " + drain.cell(),
              both(warm, "%.2f", 1e-6, Round::eventsPerSecond),
              spread("%.1f× (%.1f – %.1f)", ratios),
              number("%.2f", DrainResult.median(warm, Rounds::limit, Round::eventsPerSecond) / 1e6),
              both(warm, "%.2f", 1, Round::cpuMicrosPerEvent),
              number("%.2f", DrainResult.median(warm, Rounds::limit, Round::cpuMicrosPerEvent)),
              both(warm, "%.0f", 1, Round::bytesPerEvent),
              times(warm, Round::pollP50, Round::pollP99),
              times(warm, Round::ackP50, Round::ackP99) + " |"));
    }
  }

  private void costs() {
    line("\n## With and without\n");
    line("Medians over the pairs; each first value is without, each second with.\n");
    line(
        "| what | channel, connections × batch × body | M events/s | ratio (least – most)"
            + " | CPU µs/event | bytes/event |");
    line("| --- | --- | --- | --- | --- | --- |");
    for (CostResult cost : results.costs) {
      line(
          String.join(
              " | ",
              "| " + cost.what(),
              cost.cell().toString(),
              both(cost, "%.2f", 1e-6, Round::eventsPerSecond),
              spread("%.3f (%.3f – %.3f)", cost.ratios(Round::eventsPerSecond)),
              both(cost, "%.2f", 1, Round::cpuMicrosPerEvent),
              both(cost, "%.0f", 1, Round::bytesPerEvent) + " |"));
    }
  }

  private static String both(
      CostResult cost, String format, double scale, ToDoubleFunction<Round> value) {
    return number(format, CostResult.median(cost.without(), value) * scale)
        + " → "
        + number(format, CostResult.median(cost.with(), value) * scale);
  }

  /** The median, the least and the most. */
  private static String spread(String format, List<Double> values) {
    return number(format, Stats.median(values), Collections.min(values), Collections.max(values));
  }

  private static String both(
      List<Rounds> rounds, String format, double scale, ToDoubleFunction<Round> value) {
    return number(format, DrainResult.median(rounds, Rounds::reference, value) * scale)
        + " → "
        + number(format, DrainResult.median(rounds, Rounds::ours, value) * scale);
  }

  private static String times(
      List<Rounds> rounds, ToDoubleFunction<Round> p50, ToDoubleFunction<Round> p99) {
    return times(rounds, Rounds::reference, p50, p99)
        + " → "
        + times(rounds, Rounds::ours, p50, p99);
  }

  private static String times(
      List<Rounds> rounds,
      Function<Rounds, Round> side,
      ToDoubleFunction<Round> p50,
      ToDoubleFunction<Round> p99) {
    return Format.millis(DrainResult.median(rounds, side, p50) / 1e6)
        + " / "
        + Format.millis(DrainResult.median(rounds, side, p99) / 1e6);
  }

  private void latencies() {
    line("\n## Latencies\n");
    line("| scenario | keep-alive | pollers | sink | delivery p50 / p99 | ack p50 / p99 |");
    line("| --- | --- | --- | --- | --- | --- |");
    for (LatencyResult latency : results.latencies) {
      line(
          String.join(
              " | ",
              "| " + latency.scenario(),
              latency.keepAliveSeconds() + " s",
              String.valueOf(latency.pollers()),
              latency.side(),
              latency.delivery(),
              latency.ack() + " |"));
    }
  }

  private void scales() {
    line("\n## Scale\n");
    line("Polls that wait at an empty channel; memory is what the sink's process has grown by.\n");
    line(
        "| connections × polls each | until all wait | heap per connection"
            + " | process per connection | heap per poll | idle CPU, of a core"
            + " | delivery p50 / most | stop |");
    line("| --- | --- | --- | --- | --- | --- | --- | --- |");
    for (ScaleResult scale : results.scales) {
      line("| " + String.join(" | ", scale.columns()) + " |");
    }
  }
}
