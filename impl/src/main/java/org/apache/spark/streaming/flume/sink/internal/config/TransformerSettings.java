package org.apache.spark.streaming.flume.sink.internal.config;

import java.util.Map;
import org.apache.spark.streaming.flume.sink.internal.transform.OnError;
import org.apache.spark.streaming.flume.sink.internal.transform.StageRules;

/**
 * One stage of the transformer chain.
 *
 * @param type the name by which its factory is selected
 * @param rules what the sink itself does about it, and its alias
 * @param keys its own keys without their prefix, values trimmed; those that the sink reads are not
 *     among them
 */
public record TransformerSettings(String type, StageRules rules, Map<String, String> keys) {

  /** Copies the keys. */
  public TransformerSettings {
    keys = Map.copyOf(keys);
  }

  /**
   * Its name in this sink's configuration.
   *
   * @return the alias
   */
  public String alias() {
    return rules.alias();
  }

  /**
   * What an exception does to the event.
   *
   * @return never null
   */
  public OnError onError() {
    return rules.onError();
  }

  /** One line, secrets left out: a record's own text would show them. */
  @Override
  public String toString() {
    return "%s(type=%s, %s%s)"
        .formatted(
            alias(),
            type,
            rules.describe(),
            keys.isEmpty() ? "" : ", " + ExtensionSettings.text(keys));
  }
}
