package org.apache.spark.streaming.flume.sink.internal.transform;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.streaming.flume.sink.spi.ExtensionConfigException;
import org.apache.spark.streaming.flume.sink.spi.MapExtensionConfig;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.apache.spark.streaming.flume.sink.spi.match.EventCondition;

/**
 * Which events a transformer is given: those for which every test of {@code when} holds, and none
 * of {@code unless}. The others pass it by. Immutable and thread-safe; equal if it was configured
 * equally.
 */
public final class StageCondition {

  private static final String WHEN = "when.";
  private static final String UNLESS = "unless.";

  private static final Pattern KEY =
      Pattern.compile("(header|body)\\..*|match|charset|maxSteps", Pattern.DOTALL);

  /** All events. */
  public static final StageCondition NONE = read(Map.of(), Map.of());

  /** As they were configured, by their keys below the alias. */
  private final Map<String, String> keys = new TreeMap<>();

  /** Null where there is none. */
  private final EventCondition when;

  /** Null where there is none. */
  private final EventCondition unless;

  private StageCondition(Map<String, String> when, Map<String, String> unless) {
    this.when = read(WHEN, when, EventCondition.Match.ALL);
    this.unless = read(UNLESS, unless, EventCondition.Match.ANY);
  }

  /**
   * Reads both.
   *
   * @param when the keys below {@code when}; none if it is not configured
   * @param unless the keys below {@code unless}
   * @return which events are meant
   * @throws ExtensionConfigException if there is a key that is not allowed, has no value or one
   *     that is not allowed; its key begins with {@code when} or {@code unless}
   */
  public static StageCondition read(Map<String, String> when, Map<String, String> unless) {
    return new StageCondition(when, unless);
  }

  private EventCondition read(String prefix, Map<String, String> own, EventCondition.Match match) {
    if (own.isEmpty()) {
      return null;
    }
    own.forEach((key, value) -> keys.put(prefix + key, value));
    MapExtensionConfig config = new MapExtensionConfig(own);
    try {
      // One that is left out in silence would have the transformer take what it must not have.
      own.forEach((key, value) -> check(config, key, value));
      return EventCondition.read(config, match);
    } catch (ExtensionConfigException bad) {
      throw new ExtensionConfigException(prefix + bad.key(), bad.value(), bad.allowed());
    }
  }

  private static void check(MapExtensionConfig config, String key, String value) {
    if (!KEY.matcher(key).matches()) {
      throw config.invalid(key, "the keys header.NAME.TEST, body.TEST, match, charset, maxSteps");
    }
    if (value.isBlank()) {
      throw new ExtensionConfigException(key, value, "a value");
    }
  }

  /** Asked for each event. */
  boolean admits(SinkEvent event) {
    return (when == null || when.holds(event)) && (unless == null || !unless.holds(event));
  }

  boolean isNone() {
    return keys.isEmpty();
  }

  /** By the names of the keys, on one line; empty if there is none. */
  String describe() {
    return keys.entrySet().stream()
        .map(key -> ", " + key.getKey() + "=" + key.getValue())
        .collect(Collectors.joining());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StageCondition that && keys.equals(that.keys);
  }

  @Override
  public int hashCode() {
    return keys.hashCode();
  }

  @Override
  public String toString() {
    return "StageCondition" + keys.keySet();
  }
}
