package io.github.flumespark.sql;

import io.github.flumespark.client.SinkAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads options one by one, and remembers which. Names don't heed case, as everywhere in Spark. All
 * errors are {@link IllegalArgumentException}s that name option, value and what is allowed. For one
 * thread.
 */
final class OptionReader {

  private static final Pattern DURATION = Pattern.compile("(\\d{1,9}) *(ms|s|m|min)?");

  private final Map<String, String> options = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final Set<String> known = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

  OptionReader(Map<String, String> options) {
    this.options.putAll(options);
  }

  private String read(String name) {
    known.add(name);
    String value = options.get(name);
    return value == null ? null : value.strip();
  }

  String text(String name, String otherwise) {
    String value = read(name);
    return value == null ? otherwise : value;
  }

  long number(String name, long otherwise, long min, long max) {
    String value = read(name);
    if (value == null) {
      return otherwise;
    }
    try {
      long number = Long.parseLong(value);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw bad(name, value, "a whole number from " + min + " to " + max + " is allowed", e);
    }
    throw bad(name, value, "a whole number from " + min + " to " + max + " is allowed", null);
  }

  boolean flag(String name, boolean otherwise) {
    String value = choice(name, Boolean.toString(otherwise), List.of("true", "false"));
    return value.equals("true");
  }

  String choice(String name, String otherwise, List<String> allowed) {
    String value = text(name, otherwise).toLowerCase(Locale.ROOT);
    if (!allowed.contains(value)) {
      throw bad(name, value, String.join(" or ", allowed) + " is allowed", null);
    }
    return value;
  }

  List<String> list(String name) {
    String value = read(name);
    if (value == null) {
      return List.of();
    }
    return Arrays.stream(value.split(",")).map(String::strip).filter(s -> !s.isEmpty()).toList();
  }

  /** A number of milliseconds, or one with a unit. */
  Duration duration(String name, Duration otherwise) {
    String value = read(name);
    if (value == null) {
      return otherwise;
    }
    Matcher matcher = DURATION.matcher(value.toLowerCase(Locale.ROOT));
    if (matcher.matches()) {
      long amount = Long.parseLong(matcher.group(1));
      String unit = matcher.group(2) == null ? "ms" : matcher.group(2);
      Duration duration =
          switch (unit) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            default -> Duration.ofMinutes(amount);
          };
      if (!duration.isZero() && duration.toMillis() <= Integer.MAX_VALUE) {
        return duration;
      }
    }
    throw bad(
        name, value, "a time of at least 1 ms is allowed, such as 500, 500 ms, 5 s, 1 min", null);
  }

  List<SinkAddress> sinks(String name) {
    String allowed = "host:port, or several with commas between them, is needed";
    String value = read(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "The flume source needs the option " + name + ": " + allowed);
    }
    List<SinkAddress> sinks = new ArrayList<>();
    Set<SinkAddress> seen = new HashSet<>();
    for (String text : list(name)) {
      SinkAddress sink;
      try {
        sink = SinkAddress.parse(text);
      } catch (IllegalArgumentException e) {
        throw bad(name, value, e.getMessage() + "; " + allowed, e);
      }
      if (!seen.add(sink)) {
        throw bad(
            name, value, sink + " is there twice; for more connections set connections", null);
      }
      sinks.add(sink);
    }
    if (sinks.isEmpty()) {
      throw bad(name, value, allowed, null);
    }
    return sinks;
  }

  /** Fails if one of them is given. */
  void refuse(List<String> names, String why) {
    for (String name : names) {
      if (read(name) != null) {
        throw new IllegalArgumentException("The flume source's option " + name + " " + why);
      }
    }
  }

  /** Those of the named options that are given. */
  Map<String, String> given(List<String> names) {
    Map<String, String> given = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    given.putAll(options);
    Set<String> wanted = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    wanted.addAll(names);
    given.keySet().retainAll(wanted);
    return given;
  }

  /** Fails if there is an option that nobody asked for. */
  void refuseUnread() {
    for (String name : options.keySet()) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "The flume source has no option " + name + "; it has " + String.join(", ", known));
      }
    }
  }

  private static IllegalArgumentException bad(
      String name, String value, String allowed, Exception cause) {
    return new IllegalArgumentException(
        "The flume source's option " + name + " is '" + value + "': " + allowed, cause);
  }
}
