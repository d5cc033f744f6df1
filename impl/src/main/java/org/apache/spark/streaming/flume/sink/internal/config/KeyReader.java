package org.apache.spark.streaming.flume.sink.internal.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.flume.conf.ConfigurationException;

/**
 * Reads a sink's keys and remembers which ones were asked for: what is left over is a typing error.
 * It remembers what is wrong, too, and reads on with a value that is allowed, so that all of it can
 * be told at once.
 */
final class KeyReader {

  private final String sinkName;
  private final Map<String, String> values = new TreeMap<>();
  private final Set<String> known = new TreeSet<>();
  private final Set<String> unread;
  private final List<ConfigurationException> problems = new ArrayList<>();

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
      default -> {
        problems.add(invalid(key, value, "true or false"));
        yield defaultValue;
      }
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
      if (number >= min && number <= max) {
        return OptionalInt.of(number);
      }
    } catch (NumberFormatException notANumber) {
      // Told below.
    }
    problems.add(invalid(key, value, allowed));
    return OptionalInt.empty();
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
    if (!isSet(key)) {
      problems.add(invalid(key, null, range(min, max, meaning)));
    }
    return integer(key, min, max, meaning).orElse(min);
  }

  /** What is read, or the other value if that fails; why it did is told later. */
  <T> T attempt(Supplier<T> read, T otherwise) {
    try {
      return read.get();
    } catch (ConfigurationException problem) {
      problems.add(problem);
      return otherwise;
    }
  }

  /**
   * Tells what was wrong.
   *
   * @throws ConfigurationException if anything was, with all of it
   */
  void throwProblems() {
    if (!problems.isEmpty()) {
      throw ConfigErrors.together(sinkName, problems);
    }
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
