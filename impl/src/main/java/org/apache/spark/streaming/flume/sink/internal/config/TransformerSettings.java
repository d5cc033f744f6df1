package org.apache.spark.streaming.flume.sink.internal.config;

import java.util.Locale;
import java.util.Map;
import org.apache.spark.streaming.flume.sink.internal.transform.OnError;

/**
 * One stage of the transformer chain.
 *
 * @param alias its name in this sink's configuration
 * @param type the name by which its factory is selected
 * @param onError what an exception does to the event
 * @param keys its own keys without their prefix, values trimmed; {@code type} and {@code onError}
 *     are not among them
 */
public record TransformerSettings(
    String alias, String type, OnError onError, Map<String, String> keys) {

  /** Copies the keys. */
  public TransformerSettings {
    keys = Map.copyOf(keys);
  }

  /** One line, secrets left out: a record's own text would show them. */
  @Override
  public String toString() {
    return "%s(type=%s, onError=%s%s)"
        .formatted(
            alias,
            type,
            onError.name().toLowerCase(Locale.ROOT),
            keys.isEmpty() ? "" : ", " + ExtensionSettings.text(keys));
  }
}
