package io.github.flumespark.settings;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.apache.spark.network.util.ByteUnit;
import org.apache.spark.network.util.JavaUtils;

/**
 * Reads settings one by one, and remembers which. Times and sizes are written as everywhere in
 * Spark, and read by Spark's own parser; a space before the unit is overlooked. All errors are
 * {@link IllegalArgumentException}s that name the setting, its value and what is allowed. For one
 * thread.
 */
public final class SettingReader {

  private final UnaryOperator<String> values;
  private final UnaryOperator<String> shown;
  private final Set<String> known = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

  /**
   * Makes a reader.
   *
   * @param values gives a setting's value by its name; null if it is not set
   * @param shown how a name is shown to a human, at the start of a sentence
   */
  public SettingReader(UnaryOperator<String> values, UnaryOperator<String> shown) {
    this.values = values;
    this.shown = shown;
  }

  /** The names that were asked for so far; two that differ in case alone are one. */
  public Set<String> known() {
    return Collections.unmodifiableSet(known);
  }

  private String read(String name) {
    known.add(name);
    String value = values.apply(name);
    return value == null ? null : value.strip();
  }

  /** Whether it is set. */
  public boolean has(String name) {
    return read(name) != null;
  }

  public String text(String name, String otherwise) {
    String value = read(name);
    return value == null ? otherwise : value;
  }

  public long number(String name, long otherwise, long min, long max) {
    String value = read(name);
    if (value == null) {
      return otherwise;
    }
    String allowed = "a whole number from " + min + " to " + max + " is allowed";
    try {
      long number = Long.parseLong(value);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw bad(name, value, allowed, e);
    }
    throw bad(name, value, allowed, null);
  }

  public boolean flag(String name, boolean otherwise) {
    return choice(name, Boolean.toString(otherwise), List.of("true", "false")).equals("true");
  }

  public String choice(String name, String otherwise, List<String> allowed) {
    String value = text(name, otherwise).toLowerCase(Locale.ROOT);
    if (!allowed.contains(value)) {
      throw bad(name, value, String.join(" or ", allowed) + " is allowed", null);
    }
    return value;
  }

  public List<String> list(String name) {
    String value = read(name);
    if (value == null) {
      return List.of();
    }
    return Arrays.stream(value.split("[,\\s]+")).filter(s -> !s.isEmpty()).toList();
  }

  /** A number of milliseconds, or one with a unit. */
  public Duration duration(String name, Duration otherwise) {
    String value = read(name);
    if (value == null) {
      return otherwise;
    }
    String allowed = "a time of at least 1 ms is allowed, such as 500, 500ms, 5s, 15m, 2h, 1d";
    try {
      Duration duration =
          Duration.ofMillis(JavaUtils.timeStringAs(joined(value), TimeUnit.MILLISECONDS));
      if (duration.toMillis() >= 1 && duration.toMillis() <= Integer.MAX_VALUE) {
        return duration;
      }
    } catch (NumberFormatException e) {
      throw bad(name, value, allowed, e);
    }
    throw bad(name, value, allowed, null);
  }

  /** A number of bytes, or one with a unit. */
  public long bytes(String name, long otherwise, long min, long max) {
    String value = read(name);
    if (value == null) {
      return otherwise;
    }
    String allowed =
        "a size from %d to %d bytes is allowed, such as 1000000, 512k, 64m, 1g".formatted(min, max);
    try {
      long bytes = JavaUtils.byteStringAs(joined(value), ByteUnit.BYTE);
      if (bytes >= min && bytes <= max) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      throw bad(name, value, allowed, e);
    }
    throw bad(name, value, allowed, null);
  }

  private static String joined(String value) {
    return value.replaceFirst("^(\\d+) +", "$1");
  }

  /** Fails if one of them is set. */
  public void refuse(List<String> names, String why) {
    for (String name : names) {
      if (has(name)) {
        throw new IllegalArgumentException(shown.apply(name) + " " + why);
      }
    }
  }

  /** The error for a value that can't be. */
  public IllegalArgumentException bad(String name, String value, String allowed, Exception cause) {
    return new IllegalArgumentException(
        "%s is '%s': %s".formatted(shown.apply(name), value, allowed), cause);
  }
}
