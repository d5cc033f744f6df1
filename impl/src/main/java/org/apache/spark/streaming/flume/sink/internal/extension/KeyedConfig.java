package org.apache.spark.streaming.flume.sink.internal.extension;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.streaming.flume.sink.spi.ExtensionConfig;
import org.apache.spark.streaming.flume.sink.spi.ExtensionConfigException;

/** One extension's keys, and a memory of which ones it asked for. */
final class KeyedConfig implements ExtensionConfig {

  private static final Pattern AMOUNT = Pattern.compile("([0-9]{1,19})\\s*([A-Za-z]*)");

  private static final Map<String, Long> BYTE_UNITS =
      Map.of("", 1L, "B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30);

  private static final Map<String, ChronoUnit> TIME_UNITS =
      Map.of(
          "ns", ChronoUnit.NANOS,
          "us", ChronoUnit.MICROS,
          "ms", ChronoUnit.MILLIS,
          "s", ChronoUnit.SECONDS,
          "min", ChronoUnit.MINUTES,
          "h", ChronoUnit.HOURS);

  private final Map<String, String> values = new TreeMap<>();
  private final Set<String> given;
  private final Set<String> asked = ConcurrentHashMap.newKeySet();

  KeyedConfig(Map<String, String> keys) {
    given = new TreeSet<>(keys.keySet());
    keys.forEach(
        (key, value) -> {
          if (!value.isBlank()) {
            values.put(key, value.strip());
          }
        });
  }

  /** The keys that are in the configuration and that nobody asked for. */
  Set<String> unread() {
    Set<String> unread = new TreeSet<>(given);
    unread.removeAll(asked);
    return unread;
  }

  /** The keys that the extension asked for. */
  Set<String> asked() {
    return asked;
  }

  @Override
  public Set<String> keys() {
    return Collections.unmodifiableSet(values.keySet());
  }

  @Override
  public String getString(String key) {
    String value = read(key);
    if (value == null) {
      throw new ExtensionConfigException(key, null, "a text");
    }
    return value;
  }

  @Override
  public String getString(String key, String defaultValue) {
    String value = read(key);
    return value == null ? defaultValue : value;
  }

  @Override
  public int getInt(String key, int defaultValue) {
    return parse(
        key,
        defaultValue,
        Integer::valueOf,
        "a whole number from " + Integer.MIN_VALUE + " to " + Integer.MAX_VALUE);
  }

  @Override
  public long getLong(String key, long defaultValue) {
    return parse(
        key,
        defaultValue,
        Long::valueOf,
        "a whole number from " + Long.MIN_VALUE + " to " + Long.MAX_VALUE);
  }

  @Override
  public boolean getBoolean(String key, boolean defaultValue) {
    return parse(
        key,
        defaultValue,
        value ->
            switch (value.toLowerCase(Locale.ROOT)) {
              case "true" -> true;
              case "false" -> false;
              default -> throw new IllegalArgumentException(value);
            },
        "true or false");
  }

  @Override
  public long getBytes(String key, long defaultValue) {
    return parse(
        key,
        defaultValue,
        value -> {
          Matcher amount = amount(value);
          return Math.multiplyExact(number(amount), unit(amount, BYTE_UNITS));
        },
        "a size such as 4 MiB: a whole number and B (or no unit), KiB, MiB or GiB");
  }

  @Override
  public Duration getDuration(String key, Duration defaultValue) {
    return parse(
        key,
        defaultValue,
        value -> {
          Matcher amount = amount(value);
          return Duration.of(number(amount), unit(amount, TIME_UNITS));
        },
        "a length of time such as 200 ms: a whole number and ns, us, ms, s, min or h");
  }

  @Override
  public List<String> getList(String key) {
    String value = read(key);
    return value == null
        ? List.of()
        : Arrays.stream(value.split("[\\s,]+")).filter(item -> !item.isEmpty()).toList();
  }

  @Override
  public ExtensionConfigException invalid(String key, String allowed) {
    return new ExtensionConfigException(key, read(key), allowed);
  }

  private String read(String key) {
    asked.add(key);
    return values.get(key);
  }

  /** Not a number, an unknown unit, or more than a long holds: it is all the same to the reader. */
  private <T> T parse(String key, T defaultValue, Function<String, T> parser, String allowed) {
    String value = read(key);
    if (value == null) {
      return defaultValue;
    }
    try {
      return parser.apply(value);
    } catch (IllegalArgumentException | ArithmeticException unreadable) {
      throw new ExtensionConfigException(key, value, allowed);
    }
  }

  private static Matcher amount(String value) {
    Matcher matcher = AMOUNT.matcher(value);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(value);
    }
    return matcher;
  }

  private static long number(Matcher amount) {
    return Long.parseLong(amount.group(1));
  }

  private static <U> U unit(Matcher amount, Map<String, U> units) {
    U unit = units.get(amount.group(2));
    if (unit == null) {
      throw new IllegalArgumentException(amount.group(2));
    }
    return unit;
  }
}
