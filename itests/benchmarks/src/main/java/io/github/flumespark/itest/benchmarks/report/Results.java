package io.github.flumespark.itest.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What was measured in a run. */
public final class Results {

  final List<DrainResult> drains = new ArrayList<>();
  final List<CostResult> costs = new ArrayList<>();
  final List<LatencyResult> latencies = new ArrayList<>();
  final List<HoldResult> holds = new ArrayList<>();
  final List<HeapResult> heaps = new ArrayList<>();
  final List<IdleResult> idles = new ArrayList<>();
  final List<ScaleResult> scales = new ArrayList<>();
  List<String> jmh = List.of();

  /** Adds a result. */
  public void add(DrainResult result) {
    drains.add(result);
  }

  /** Adds a result. */
  public void add(CostResult result) {
    costs.add(result);
  }

  /** Adds a result. */
  public void add(LatencyResult result) {
    latencies.add(result);
  }

  /** Adds a result. */
  public void add(HoldResult result) {
    holds.add(result);
  }

  /** Adds a result. */
  public void add(HeapResult result) {
    heaps.add(result);
  }

  /** Adds a result. */
  public void add(IdleResult result) {
    idles.add(result);
  }

  /** Adds a result. */
  public void add(ScaleResult result) {
    scales.add(result);
  }

  /** Sets the table that JMH printed. */
  public void jmh(List<String> lines) {
    jmh = lines;
  }

  Map<String, Object> toJson() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("drains", drains);
    all.put("costs", costs);
    all.put("latencies", latencies);
    all.put("holds", holds);
    all.put("heaps", heaps);
    all.put("idles", idles);
    all.put("scales", scales);
    return all;
  }

  Optional<DrainResult> drain(DrainResult.Cell cell) {
    return drains.stream().filter(drain -> drain.cell().equals(cell)).findFirst();
  }

  Optional<LatencyResult> latency(String scenario, String side, int keepAlive, int pollers) {
    return latencies.stream()
        .filter(
            latency ->
                latency.scenario().equals(scenario)
                    && latency.side().equals(side)
                    && latency.keepAliveSeconds() == keepAlive
                    && latency.pollers() == pollers)
        .findFirst();
  }
}
