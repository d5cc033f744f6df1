package io.github.flumespark.itest.benchmarks.run;

import io.github.flumespark.itest.benchmarks.jmh.HeaderFilterBenchmark;
import io.github.flumespark.itest.benchmarks.report.CostResult;
import io.github.flumespark.itest.benchmarks.report.DrainResult.Cell;
import io.github.flumespark.itest.benchmarks.report.DrainResult.Round;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;

/** Drains of our sink without and with something in turn, each in a JVM of its own. */
final class CostScenario {

  private CostScenario() {}

  /** With the transformer {@code header-filter}. */
  static CostResult filter(Setup setup) throws IOException, TimeoutException {
    return run(setup, "`header-filter`", 0.7, HeaderFilterBenchmark.KEYS, "sink.");
  }

  /** With the monitor in the sink's JVM, at which nobody looks. */
  static CostResult monitor(Setup setup) throws IOException, TimeoutException {
    return run(setup, "the monitor", 0.99, Map.of("port", "0"), "monitor.");
  }

  private static CostResult run(
      Setup setup, String what, double atLeast, Map<String, String> keys, String prefix)
      throws IOException, TimeoutException {
    Cell cell = DrainScenario.headline();
    ChannelDrain drain = new ChannelDrain(setup, cell);
    int warmUps = setup.quick() ? 1 : 6;
    List<List<Round>> warmUpRounds = new ArrayList<>();
    List<Round> without = new ArrayList<>();
    List<Round> with = new ArrayList<>();
    try (SinkProcess plain = drain.start(Side.OURS, Map.of());
        SinkProcess burdened = drain.start(Side.OURS, settings(keys, prefix))) {
      for (int i = -warmUps; i < setup.pairs(); i++) {
        int fills = i < 0 ? 1 : DrainScenario.fillsPerRound(setup);
        Round a = drain.drain(plain, fills);
        Round b = drain.drain(burdened, fills);
        Console.say(
            "  %s  without %s   with %s",
            i < 0 ? "warm-up" : "pair " + (i + 1),
            ChannelDrain.describe(a),
            ChannelDrain.describe(b));
        if (i >= 0) {
          without.add(a);
          with.add(b);
        } else {
          warmUpRounds.add(List.of(a, b));
        }
      }
    }
    return new CostResult(what, atLeast, cell, new TreeMap<>(keys), warmUpRounds, without, with);
  }

  private static Map<String, String> settings(Map<String, String> keys, String prefix) {
    Map<String, String> settings = new HashMap<>();
    keys.forEach((key, value) -> settings.put(prefix + key, value));
    return settings;
  }
}
