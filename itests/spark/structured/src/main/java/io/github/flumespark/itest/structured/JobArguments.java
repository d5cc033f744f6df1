package io.github.flumespark.itest.structured;

import java.util.HashMap;
import java.util.Map;

/**
 * The command line: {@code --checkpoint URI --out DIRECTORY}, and maybe {@code --trigger default |
 * available-now | once | MILLISECONDS | real-time-MILLISECONDS | batch} (a batch read, which should
 * fail), {@code --twice} (the stream is read by two scans at the same time), {@code --straggle
 * FILE} (see {@link Straggler}), {@code --arm "PHASE OPERATION REGEX"} (see {@link CrashPoint}),
 * {@code --format NAME} (of the source; flume), {@code --option NAME=VALUE} (of the source), {@code
 * --conf NAME=VALUE} (of Spark).
 */
record JobArguments(
    String checkpoint,
    String out,
    String trigger,
    boolean twice,
    String straggle,
    String arm,
    String format,
    Map<String, String> options,
    Map<String, String> conf) {

  static JobArguments parse(String[] args) {
    Map<String, String> single = new HashMap<>();
    Map<String, String> options = new HashMap<>();
    Map<String, String> conf = new HashMap<>();
    boolean twice = false;
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--twice" -> twice = true;
        case "--option" -> put(options, args[++i]);
        case "--conf" -> put(conf, args[++i]);
        case "--checkpoint", "--out", "--trigger", "--straggle", "--arm", "--format" ->
            single.put(args[i], args[++i]);
        default -> throw new IllegalArgumentException("unknown argument " + args[i]);
      }
    }
    return new JobArguments(
        single.get("--checkpoint"),
        single.get("--out"),
        single.getOrDefault("--trigger", "default"),
        twice,
        single.get("--straggle"),
        single.get("--arm"),
        single.getOrDefault("--format", "flume"),
        options,
        conf);
  }

  private static void put(Map<String, String> map, String pair) {
    int equals = pair.indexOf('=');
    map.put(pair.substring(0, equals), pair.substring(equals + 1));
  }
}
