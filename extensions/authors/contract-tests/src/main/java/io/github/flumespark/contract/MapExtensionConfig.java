package io.github.flumespark.contract;

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

/**
 * An extension's keys from a map. It reads values as the sink does, and remembers like the sink
 * which keys were asked for. Thread-safe.
 */
public final class MapExtensionConfig implements ExtensionConfig {

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

  /**
   * Makes a configuration.
   *
   * @param keys keys without a prefix, and their values as a properties file has them; copied
   */
  public MapExtensionConfig(Map<String, String> keys) {
    given = new TreeSet<>(keys.keySet());
    keys.forEach(
        (key, value) -> {
          if (!value.isBlank()) {
            values.put(key, value.strip());
          }
        });
  }

  /**
   * The keys of which the sink would warn.
   *
   * @return those that were given and that nobody has asked for
   */
  public Set<String> unread() {
    Set<String> unread = new TreeSet<>(given);
    unread.removeAll(asked);
    return unread;
  }

  /**
   * The keys that the extension knows.
   *
   * @return those that were asked for, given or not
   */
  public Set<String> asked() {
    return new TreeSet<>(asked);
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
    return parse(key, defaultValue, Integer::valueOf, "a whole number that fits 32 bits");
  }

  @Override
  public long getLong(String key, long defaultValue) {
    return parse(key, defaultValue, Long::valueOf, "a whole number that fits 64 bits");
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

  private <V> V parse(String key, V defaultValue, Function<String, V> parser, String allowed) {
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
