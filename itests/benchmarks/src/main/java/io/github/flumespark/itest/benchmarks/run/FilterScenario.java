package io.github.flumespark.itest.benchmarks.run;

import io.github.flumespark.itest.benchmarks.jmh.HeaderFilterBenchmark;
import io.github.flumespark.itest.benchmarks.report.DrainResult.Cell;
import io.github.flumespark.itest.benchmarks.report.DrainResult.Round;
import io.github.flumespark.itest.benchmarks.report.FilterResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;

/** Drains of our sink without and with {@code header-filter} in turn, each in a JVM of its own. */
final class FilterScenario {

  private FilterScenario() {}

  static FilterResult run(Setup setup) throws IOException, TimeoutException {
    Cell cell = DrainScenario.headline();
    ChannelDrain drain = new ChannelDrain(setup, cell);
    int warmUps = setup.quick() ? 1 : 6;
    List<List<Round>> warmUpRounds = new ArrayList<>();
    List<Round> without = new ArrayList<>();
    List<Round> with = new ArrayList<>();
    try (SinkProcess plain = drain.start(Side.OURS, Map.of());
        SinkProcess filtering = drain.start(Side.OURS, settings())) {
      for (int i = -warmUps; i < setup.pairs(); i++) {
        int fills = i < 0 ? 1 : DrainScenario.fillsPerRound(setup);
        Round a = drain.drain(plain, fills);
        Round b = drain.drain(filtering, fills);
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
    return new FilterResult(
        cell, new TreeMap<>(HeaderFilterBenchmark.KEYS), warmUpRounds, without, with);
  }

  private static Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>();
    HeaderFilterBenchmark.KEYS.forEach((key, value) -> settings.put("sink." + key, value));
    return settings;
  }
}
