package org.apache.spark.streaming.flume.sink.spi.match;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.spark.streaming.flume.sink.spi.ExtensionConfig;
import org.jspecify.annotations.Nullable;

/** Reads {@code header.NAME.TEST} and {@code body.TEST}. */
final class ConditionReader {

  private static final String HEADER = "header.";
  private static final String BODY = "body.";
  private static final String EXISTS = "exists";
  private static final String BODY_KEYS =
      "the key body.TEST, with the TEST equals, glob, regex, notEquals, notGlob or notRegex";
  private static final String HEADER_KEYS =
      "the key header.NAME.TEST, with the TEST equals, glob, regex, notEquals, notGlob, notRegex or"
          + " exists";

  private final ExtensionConfig config;
  private final long maxSteps;

  ConditionReader(ExtensionConfig config) {
    this.config = config;
    this.maxSteps = BoundedRegex.maxSteps(config);
  }

  /** At least one; those that need not decode a body come first. */
  List<Condition> read() {
    List<Condition> conditions = new ArrayList<>();
    for (String key : new TreeSet<>(config.keys())) {
      if (key.startsWith(HEADER)) {
        conditions.add(ofHeader(key));
      } else if (key.startsWith(BODY)) {
        conditions.add(ofValue(key, null, key.substring(BODY.length()), BODY_KEYS));
      }
    }
    if (conditions.isEmpty()) {
      throw config.invalid("header.NAME.TEST or body.TEST", "at least one such key");
    }
    conditions.sort(Comparator.comparing(Condition::isAboutBody));
    return List.copyOf(conditions);
  }

  /** The name may have dots in it, the test has none. */
  private Condition ofHeader(String key) {
    int dot = key.lastIndexOf('.');
    if (dot <= HEADER.length()) {
      throw config.invalid(key, HEADER_KEYS);
    }
    String name = key.substring(HEADER.length(), dot);
    String test = key.substring(dot + 1);
    return test.equals(EXISTS)
        ? new Condition(name, value -> true, !config.getBoolean(key, true))
        : ofValue(key, name, test, HEADER_KEYS);
  }

  private Condition ofValue(String key, @Nullable String header, String test, String allowed) {
    String wanted = config.getString(key);
    return switch (test) {
      case "equals" -> new Condition(header, wanted::equals, false);
      case "notEquals" -> new Condition(header, wanted::equals, true);
      case "glob" -> new Condition(header, new Glob(wanted)::matches, false);
      case "notGlob" -> new Condition(header, new Glob(wanted)::matches, true);
      case "regex" -> new Condition(header, found(key), false);
      case "notRegex" -> new Condition(header, found(key), true);
      default -> throw config.invalid(key, allowed);
    };
  }

  private Predicate<String> found(String key) {
    return BoundedRegex.read(config, key, maxSteps)::find;
  }
}
