package org.apache.spark.streaming.flume.sink.spi;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The keys that a configuration gives to one extension, without their prefix: with {@code
 * agent.sinks.spark.transformers.t1.header = host}, the transformer {@code t1} reads the key {@code
 * header}.
 *
 * <p>Immutable and thread-safe. The sink remembers which keys were asked for, whether or not they
 * are set, and warns of those that no one read: a misspelt key shows itself at start. So read every
 * key that the extension knows inside {@link ExtensionFactory#create}.
 *
 * <p>Values are trimmed. A key that is set to nothing counts as not set. Every accessor throws
 * {@link ExtensionConfigException} for a value that it can't read.
 */
@ProviderType
public interface ExtensionConfig {

  /**
   * The keys that are set, without those that the sink reads itself: {@code type}, and for a
   * transformer {@code onError} and what is below {@code when} and {@code unless}.
   *
   * @return an unmodifiable set in no particular order; asking for it does not count as reading
   */
  Set<String> keys();

  /**
   * A text that must be there.
   *
   * @param key the key
   * @return its value
   * @throws ExtensionConfigException if it is not set
   */
  String getString(String key);

  /**
   * A text.
   *
   * @param key the key
   * @param defaultValue what is returned where the key is not set; may be null
   * @return the value or the default
   */
  @Nullable String getString(String key, @Nullable String defaultValue);

  /**
   * A whole number.
   *
   * @param key the key
   * @param defaultValue what is returned where the key is not set
   * @return the value or the default
   */
  int getInt(String key, int defaultValue);

  /**
   * A whole number in a range. Its bounds show up in the error for a value that is out of it.
   *
   * @param key the key
   * @param defaultValue what is returned where the key is not set; in the range or not
   * @param min the least value that is allowed
   * @param max the greatest value that is allowed
   * @return the value or the default
   */
  int getInt(String key, int defaultValue, int min, int max);

  /**
   * A whole number.
   *
   * @param key the key
   * @param defaultValue what is returned where the key is not set
   * @return the value or the default
   */
  long getLong(String key, long defaultValue);

  /**
   * A whole number in a range. Its bounds show up in the error for a value that is out of it.
   *
   * @param key the key
   * @param defaultValue what is returned where the key is not set; in the range or not
   * @param min the least value that is allowed
   * @param max the greatest value that is allowed
   * @return the value or the default
   */
  long getLong(String key, long defaultValue, long min, long max);

  /**
   * {@code true} or {@code false}, in any case of letters.
   *
   * @param key the key
   * @param defaultValue what is returned where the key is not set
   * @return the value or the default
   */
  boolean getBoolean(String key, boolean defaultValue);

  /**
   * One of some words, which must be there.
   *
   * @param key the key
   * @param choices the words that are allowed
   * @return one of the choices, as it stands there; in the configuration, letters may have any case
   * @throws ExtensionConfigException if it is not set, or something else
   */
  String getChoice(String key, List<String> choices);

  /**
   * One of some words.
   *
   * @param key the key
   * @param defaultValue what is returned where the key is not set; may be null
   * @param choices the words that are allowed
   * @return one of the choices, as it stands there, or the default
   */
  @Nullable String getChoice(String key, @Nullable String defaultValue, List<String> choices);

  /**
   * One of an enum's constants, which must be there. In the configuration they are written in any
   * case of letters, and with a hyphen for each underscore: {@code drop-all} for {@code DROP_ALL}.
   *
   * @param <E> the enum
   * @param key the key
   * @param choices the enum
   * @return the constant
   * @throws ExtensionConfigException if it is not set, or something else
   */
  <E extends Enum<E>> E getChoice(String key, Class<E> choices);

  /**
   * One of an enum's constants, written as for {@link #getChoice(String, Class)}.
   *
   * @param <E> the enum
   * @param key the key
   * @param choices the enum
   * @param defaultValue what is returned where the key is not set; may be null
   * @return the constant or the default
   */
  <E extends Enum<E>> @Nullable E getChoice(String key, Class<E> choices, @Nullable E defaultValue);

  /**
   * A size in bytes: a whole number and an optional unit, {@code B}, {@code KiB}, {@code MiB} or
   * {@code GiB} (powers of 1024), with or without a space, as in {@code 4 MiB}. No unit means
   * bytes.
   *
   * @param key the key
   * @param defaultValue bytes; returned where the key is not set
   * @return the value in bytes, never negative, or the default
   */
  long getBytes(String key, long defaultValue);

  /**
   * A size in bytes in a range. Its bounds show up in the error for a value that is out of it.
   *
   * @param key the key
   * @param defaultValue what is returned where the key is not set; in the range or not
   * @param min the least value that is allowed
   * @param max the greatest value that is allowed
   * @return the value or the default
   */
  long getBytes(String key, long defaultValue, long min, long max);

  /**
   * A length of time: a whole number and a unit, {@code ns}, {@code us}, {@code ms}, {@code s},
   * {@code min} or {@code h}, with or without a space, as in {@code 200 ms}. The unit is required:
   * Flume's own keys mix seconds and milliseconds, so a bare number would be a trap.
   *
   * @param key the key
   * @param defaultValue what is returned where the key is not set; may be null
   * @return the value, never negative, or the default
   */
  @Nullable Duration getDuration(String key, @Nullable Duration defaultValue);

  /**
   * A length of time in a range. Its bounds show up in the error for a value that is out of it.
   *
   * @param key the key
   * @param defaultValue what is returned where the key is not set; in the range or not
   * @param min the least value that is allowed
   * @param max the greatest value that is allowed
   * @return the value or the default
   */
  @Nullable Duration getDuration(
      String key, @Nullable Duration defaultValue, Duration min, Duration max);

  /**
   * A list, separated by white space or commas.
   *
   * @param key the key
   * @return its items in order, none blank; an empty list where the key is not set
   */
  List<String> getList(String key);

  /**
   * For the checks that an extension makes itself: an exception that names the key, its value and
   * what is allowed. It is returned, not thrown, so that the caller can write {@code throw
   * config.invalid("maxEvents", "a number above 0")}.
   *
   * @param key the key
   * @param allowed what is allowed, in words that complete "allowed: ..."
   * @return the exception to throw
   */
  ExtensionConfigException invalid(String key, String allowed);
}
