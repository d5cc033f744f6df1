package io.github.flumespark.sql.options;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Tells options from what else a table of Spark's catalog has: its owner, say, and properties that
 * people give it. Stateless.
 */
public final class TableProperties {

  /** Before each of a table's options; without it, they are there as well, among the rest. */
  private static final String OPTION = "option.";

  /** A table of the catalog has it, and {@code readStream()} hasn't. */
  private static final String PROVIDER = "provider";

  private TableProperties() {}

  /** Whether these are the properties of a table, and not the options of {@code readStream()}. */
  public static boolean areOfATable(Map<String, String> properties) {
    return properties.keySet().stream()
        .map(name -> name.toLowerCase(Locale.ROOT))
        .anyMatch(name -> name.equals(PROVIDER) || name.startsWith(OPTION));
  }

  /** The options in what Spark hands to the source. */
  public static Map<String, String> options(Map<String, String> properties) {
    if (!areOfATable(properties)) {
      return properties;
    }
    Map<String, String> options = new HashMap<>();
    properties.forEach(
        (name, value) -> {
          if (name.toLowerCase(Locale.ROOT).startsWith(OPTION)) {
            options.put(name.substring(OPTION.length()), value);
          }
        });
    return options;
  }
}
