package io.github.flumespark.itest.extensions;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads Prometheus' text format 0.0.4 as strictly as {@code promtool check metrics} does: whatever
 * a server might stumble over is an error here.
 */
final class Exposition {

  private static final Pattern META = Pattern.compile("# (HELP|TYPE) ([a-zA-Z_:][\\w:]*) (.+)");
  private static final Pattern SAMPLE =
      Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{(.*)\\})? ([^ ]+)");
  private static final Pattern LABEL =
      Pattern.compile("([a-zA-Z_]\\w*)=\"((?:[^\"\\\\\\n]|\\\\[\\\\\"n])*)\"(,|$)");
  private static final Set<String> TYPES =
      Set.of("counter", "gauge", "histogram", "summary", "untyped");

  private final Map<String, String> types = new HashMap<>();
  private final Set<String> helped = new HashSet<>();
  private final Set<String> done = new HashSet<>();
  private final Map<String, Double> samples = new LinkedHashMap<>();
  private final Map<String, TreeMap<Double, Double>> buckets = new HashMap<>();
  private String family = "";

  private Exposition() {}

  /**
   * All samples, by name and sorted labels, such as {@code up{job="a"}}.
   *
   * @throws IllegalArgumentException for a text that is none
   */
  static Map<String, Double> parse(String text) {
    Exposition exposition = new Exposition();
    check(text.endsWith("\n"), "no line end at the end", text);
    text.lines().forEach(exposition::line);
    exposition.checkHistograms();
    return exposition.samples;
  }

  private void line(String line) {
    if (line.startsWith("#")) {
      meta(line);
    } else {
      sample(line);
    }
  }

  private void meta(String line) {
    Matcher meta = META.matcher(line);
    check(meta.matches(), "neither HELP nor TYPE", line);
    String name = meta.group(2);
    enter(name, line);
    if (meta.group(1).equals("HELP")) {
      check(helped.add(name), "a second HELP", line);
      return;
    }
    check(TYPES.contains(meta.group(3)), "an unknown type", line);
    check(types.put(name, meta.group(3)) == null, "a second TYPE", line);
    check(!meta.group(3).equals("counter") || name.endsWith("_total"), "not ..._total", line);
  }

  /** The lines of a family stand together. */
  private void enter(String name, String line) {
    if (!name.equals(family)) {
      check(done.add(name), "a family in two places", line);
      family = name;
    }
  }

  private void sample(String line) {
    Matcher sample = SAMPLE.matcher(line);
    check(sample.matches(), "no sample", line);
    String name = sample.group(1);
    Map<String, String> labels = labels(sample.group(2), line);
    double value = number(sample.group(3), line);
    String owner = name;
    if (!types.containsKey(name)) {
      owner = name.replaceFirst("_(bucket|sum|count)$", "");
      check("histogram".equals(types.get(owner)), "a sample without a TYPE before it", line);
    }
    enter(owner, line);
    check(!"counter".equals(types.get(owner)) || value >= 0, "a counter below 0", line);
    check(samples.put(name + labels, value) == null, "a second sample of a series", line);
    if ("histogram".equals(types.get(owner)) && name.endsWith("_bucket")) {
      check(labels.containsKey("le"), "a bucket without le", line);
      double le = number(labels.remove("le"), line);
      TreeMap<Double, Double> all =
          buckets.computeIfAbsent(owner + "|" + labels, key -> new TreeMap<>());
      check(all.isEmpty() || all.lastKey() < le, "buckets out of order", line);
      check(all.isEmpty() || all.lastEntry().getValue() <= value, "a smaller bucket", line);
      all.put(le, value);
    }
  }

  private static Map<String, String> labels(String text, String line) {
    Map<String, String> labels = new TreeMap<>();
    if (text != null) {
      Matcher label = LABEL.matcher(text);
      int end = 0;
      while (end < text.length()) {
        check(label.find(end) && label.start() == end, "no label", line);
        check(labels.put(label.group(1), label.group(2)) == null, "a label twice", line);
        end = label.end();
      }
    }
    return labels;
  }

  private static double number(String text, String line) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      case "NaN" -> Double.NaN;
      default -> {
        check(text.matches("[-+]?\\d+(\\.\\d+)?([eE][-+]?\\d+)?"), "no number", line);
        yield Double.parseDouble(text);
      }
    };
  }

  private void checkHistograms() {
    buckets.forEach(
        (key, all) -> {
          String[] parts = key.split("\\|", 2);
          check(all.lastKey() == Double.POSITIVE_INFINITY, "no bucket +Inf", key);
          Double count = samples.get(parts[0] + "_count" + parts[1]);
          check(all.lastEntry().getValue().equals(count), "count is not bucket +Inf", key);
          check(samples.containsKey(parts[0] + "_sum" + parts[1]), "no sum", key);
        });
    types.forEach(
        (name, type) ->
            check(
                !type.equals("histogram")
                    || buckets.keySet().stream().anyMatch(key -> key.startsWith(name + "|")),
                "a histogram without buckets",
                name));
  }

  private static void check(boolean right, String wrong, String where) {
    if (!right) {
      throw new IllegalArgumentException("%s: %s".formatted(wrong, where));
    }
  }
}
