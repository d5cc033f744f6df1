package org.apache.spark.streaming.flume.sink.internal.config;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flume.conf.ConfigurationException;

/**
 * Reads a sink's keys and remembers which ones were asked for: what is left over is a typing error.
 */
final class KeyReader {

  private final String sinkName;
  private final Map<String, String> values = new TreeMap<>();
  private final Set<String> known = new TreeSet<>();
  private final Set<String> unread;

  KeyReader(String sinkName, Map<String, String> parameters) {
    this.sinkName = sinkName;
    parameters.forEach((key, value) -> values.put(key, value == null ? "" : value.strip()));
    this.unread = new TreeSet<>(values.keySet());
  }

  /** The trimmed value, or null where the key is not set. */
  String text(String key) {
    known.add(key);
    unread.remove(key);
    return values.get(key);
  }

  String text(String key, String defaultValue) {
    String value = text(key);
    return value == null ? defaultValue : value;
  }

  /** Strict: whatever is neither would be taken for a door that is shut, or open. */
  boolean flag(String key, boolean defaultValue) {
    String value = text(key);
    if (value == null) {
      return defaultValue;
    }
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw invalid(key, value, "true or false");
    };
  }

  boolean isSet(String key) {
    return values.containsKey(key);
  }

  String sinkName() {
    return sinkName;
  }

  OptionalInt integer(String key, int min, int max, String meaning) {
    String value = text(key);
    if (value == null) {
      return OptionalInt.empty();
    }
    String allowed = range(min, max, meaning);
    try {
      int number = Integer.parseInt(value);
      if (number < min || number > max) {
        throw invalid(key, value, allowed);
      }
      return OptionalInt.of(number);
    } catch (NumberFormatException notANumber) {
      throw invalid(key, value, allowed);
    }
  }

  int integer(String key, int defaultValue, int min, int max, String meaning) {
    return integer(key, min, max, meaning).orElse(defaultValue);
  }

  Duration seconds(String key, int defaultValue, int min, String meaning) {
    return Duration.ofSeconds(integer(key, defaultValue, min, Integer.MAX_VALUE, meaning));
  }

  Duration millis(String key, int defaultValue, int min) {
    return Duration.ofMillis(integer(key, defaultValue, min, Integer.MAX_VALUE, "milliseconds"));
  }

  int requiredInteger(String key, int min, int max, String meaning) {
    return integer(key, min, max, meaning)
        .orElseThrow(() -> invalid(key, null, range(min, max, meaning)));
  }

  /**
   * All keys below a prefix, without it; they count as read, for somebody else looks after them.
   */
  Map<String, String> below(String prefix) {
    Map<String, String> own = new TreeMap<>();
    for (String key : keysBelow(prefix)) {
      own.put(key.substring(prefix.length()), values.get(key));
      unread.remove(key);
    }
    return own;
  }

  /** The whole keys below a prefix; asking does not count as reading. */
  Set<String> keysBelow(String prefix) {
    Set<String> keys = new TreeSet<>(values.keySet());
    keys.removeIf(key -> key.length() == prefix.length() || !key.startsWith(prefix));
    return keys;
  }

  void markUnread(String key) {
    unread.add(key);
  }

  Set<String> unread() {
    return unread;
  }

  Set<String> known() {
    return known;
  }

  ConfigurationException invalid(String key, String value, String allowed) {
    return ConfigErrors.invalid(sinkName, key, value, allowed);
  }

  private static String range(int min, int max, String meaning) {
    String numbers =
        max == Integer.MAX_VALUE
            ? "a whole number of " + min + " or more"
            : "a whole number from " + min + " to " + max;
    return numbers + " (" + meaning + ")";
  }
}
