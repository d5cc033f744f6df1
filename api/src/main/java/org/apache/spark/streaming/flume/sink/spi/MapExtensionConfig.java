package org.apache.spark.streaming.flume.sink.spi;

import java.time.Duration;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An extension's keys from a map. It is what the sink itself gives to {@link
 * ExtensionFactory#create}, and what a test of an extension gives: there is no other reader of
 * values.
 *
 * <pre>{@code
 * MapExtensionConfig config = new MapExtensionConfig(Map.of("maxEvents", "500"));
 * factory.create(config, context);
 * assertThat(config.unread()).isEmpty();
 * }</pre>
 *
 * <p>It remembers which keys were asked for. Thread-safe.
 */
public final class MapExtensionConfig implements ExtensionConfig {

  private static final String SIZE =
      "a size such as 4 MiB: a whole number and B (or no unit), KiB, MiB or GiB";

  private static final String TIME =
      "a length of time such as 200 ms: a whole number and ns, us, ms, s, min or h";

  /** More than the largest time that can be written: a bound that is none. */
  private static final Duration NO_BOUND = Duration.ofSeconds(Long.MAX_VALUE);

  private final Map<String, String> values = new TreeMap<>();
  private final Set<String> given;
  private final Set<String> asked = ConcurrentHashMap.newKeySet();

  /**
   * Makes a configuration.
   *
   * @param keys keys without a prefix, and their values as a properties file has them; copied, no
   *     nulls
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
   * The keys of which the sink warns once {@code create} has returned.
   *
   * @return those that were given, with a value or without, and that nobody has asked for; sorted
   */
  public Set<String> unread() {
    Set<String> unread = new TreeSet<>(given);
    unread.removeAll(asked);
    return unread;
  }

  /**
   * The keys that the extension knows.
   *
   * @return those that were asked for, given or not; sorted
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
    return required(key, getString(key, null), "a text");
  }

  @Override
  public @Nullable String getString(String key, @Nullable String defaultValue) {
    String value = read(key);
    return value == null ? defaultValue : value;
  }

  @Override
  public int getInt(String key, int defaultValue) {
    return getInt(key, defaultValue, Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  @Override
  public int getInt(String key, int defaultValue, int min, int max) {
    return parse(
        key, defaultValue, Integer::valueOf, min, max, numbers(min, max, Integer.MAX_VALUE));
  }

  @Override
  public long getLong(String key, long defaultValue) {
    return getLong(key, defaultValue, Long.MIN_VALUE, Long.MAX_VALUE);
  }

  @Override
  public long getLong(String key, long defaultValue, long min, long max) {
    return parse(key, defaultValue, Long::valueOf, min, max, numbers(min, max, Long.MAX_VALUE));
  }

  @Override
  public boolean getBoolean(String key, boolean defaultValue) {
    return Boolean.parseBoolean(
        getChoice(key, Boolean.toString(defaultValue), List.of("true", "false")));
  }

  @Override
  public long getBytes(String key, long defaultValue) {
    return getBytes(key, defaultValue, 0, Long.MAX_VALUE);
  }

  @Override
  public long getBytes(String key, long defaultValue, long min, long max) {
    String range = range(Amounts.text(min), Amounts.text(max), min == 0, max == Long.MAX_VALUE);
    return parse(key, defaultValue, Amounts::bytes, min, max, SIZE + range);
  }

  @Override
  public @Nullable Duration getDuration(String key, @Nullable Duration defaultValue) {
    return getDuration(key, defaultValue, Duration.ZERO, NO_BOUND);
  }

  @Override
  public @Nullable Duration getDuration(
      String key, @Nullable Duration defaultValue, Duration min, Duration max) {
    String range = range(Amounts.text(min), Amounts.text(max), min.isZero(), max.equals(NO_BOUND));
    return parse(key, defaultValue, Amounts::duration, min, max, TIME + range);
  }

  @Override
  public String getChoice(String key, List<String> choices) {
    return required(key, getChoice(key, null, choices), String.join(" or ", choices));
  }

  @Override
  public @Nullable String getChoice(
      String key, @Nullable String defaultValue, List<String> choices) {
    String value = read(key);
    if (value == null) {
      return defaultValue;
    }
    return choices.stream()
        .filter(choice -> choice.equalsIgnoreCase(value))
        .findFirst()
        .orElseThrow(() -> invalid(key, String.join(" or ", choices)));
  }

  @Override
  public <E extends Enum<E>> E getChoice(String key, Class<E> choices) {
    return required(key, getChoice(key, choices, null), String.join(" or ", words(choices)));
  }

  @Override
  public <E extends Enum<E>> @Nullable E getChoice(
      String key, Class<E> choices, @Nullable E defaultValue) {
    List<String> words = words(choices);
    String chosen = getChoice(key, null, words);
    return chosen == null ? defaultValue : choices.getEnumConstants()[words.indexOf(chosen)];
  }

  private static <E extends Enum<E>> List<String> words(Class<E> choices) {
    return Stream.of(choices.getEnumConstants())
        .map(constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-'))
        .collect(Collectors.toList());
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

  private @Nullable String read(String key) {
    asked.add(key);
    return values.get(key);
  }

  private static <V> V required(String key, @Nullable V value, String allowed) {
    if (value == null) {
      throw new ExtensionConfigException(key, null, allowed);
    }
    return value;
  }

  /** Not a number, an unknown unit, out of range: it is all the same to whoever has to mend it. */
  private <V extends Comparable<V>> V parse(
      String key, V defaultValue, Function<String, V> parser, V min, V max, String allowed) {
    String value = read(key);
    if (value == null) {
      return defaultValue;
    }
    try {
      V parsed = parser.apply(value);
      if (parsed.compareTo(min) >= 0 && parsed.compareTo(max) <= 0) {
        return parsed;
      }
    } catch (IllegalArgumentException | ArithmeticException unreadable) {
      // The same answer as to one that is out of range.
    }
    throw new ExtensionConfigException(key, value, allowed);
  }

  private static String numbers(long min, long max, long noBound) {
    return max == noBound && min > -noBound
        ? "a whole number of " + min + " or more"
        : "a whole number from " + min + " to " + max;
  }

  private static String range(String min, String max, boolean noMin, boolean noMax) {
    if (noMax) {
      return noMin ? "" : "; " + min + " or more";
    }
    return "; from " + min + " to " + max;
  }
}
