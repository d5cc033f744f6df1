package org.apache.spark.streaming.flume.sink.spi;

import java.time.Duration;
import java.util.List;
import java.util.Set;
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
   * transformer {@code onError}.
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
  String getString(String key, String defaultValue);

  /**
   * A whole number.
   *
   * @param key the key
   * @param defaultValue what is returned where the key is not set
   * @return the value or the default
   */
  int getInt(String key, int defaultValue);

  /**
   * A whole number.
   *
   * @param key the key
   * @param defaultValue what is returned where the key is not set
   * @return the value or the default
   */
  long getLong(String key, long defaultValue);

  /**
   * {@code true} or {@code false}, in any case of letters.
   *
   * @param key the key
   * @param defaultValue what is returned where the key is not set
   * @return the value or the default
   */
  boolean getBoolean(String key, boolean defaultValue);

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
   * A length of time: a whole number and a unit, {@code ns}, {@code us}, {@code ms}, {@code s},
   * {@code min} or {@code h}, with or without a space, as in {@code 200 ms}. The unit is required:
   * Flume's own keys mix seconds and milliseconds, so a bare number would be a trap.
   *
   * @param key the key
   * @param defaultValue what is returned where the key is not set; may be null
   * @return the value, never negative, or the default
   */
  Duration getDuration(String key, Duration defaultValue);

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
