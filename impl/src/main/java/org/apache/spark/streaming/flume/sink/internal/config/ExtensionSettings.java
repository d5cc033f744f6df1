package org.apache.spark.streaming.flume.sink.internal.config;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.streaming.flume.sink.SparkSinkConfig;

/**
 * Which extension serves as admission policy or sequence generator.
 *
 * @param type the name by which its factory is selected
 * @param keys its own keys without their prefix, values trimmed; {@code type} is not among them
 */
public record ExtensionSettings(String type, Map<String, String> keys) {

  /** Copies the keys. */
  public ExtensionSettings {
    keys = Map.copyOf(keys);
  }

  /**
   * Whether the built-in is selected, for which nothing needs to be discovered.
   *
   * @return whether the type is {@code default}
   */
  public boolean isDefault() {
    return type.equals(SparkSinkConfig.DEFAULT_TYPE);
  }

  /** One line, secrets left out: a record's own text would show them. */
  @Override
  public String toString() {
    return type + (keys.isEmpty() ? "" : "(" + text(keys) + ")");
  }

  /** Keys in order, on one line, without the values of secrets. */
  static String text(Map<String, String> keys) {
    return new TreeMap<>(keys)
        .entrySet().stream()
            .map(
                entry ->
                    entry.getKey()
                        + "="
                        + (ConfigErrors.isSecret(entry.getKey()) ? "***" : entry.getValue()))
            .collect(Collectors.joining(", "));
  }
}
