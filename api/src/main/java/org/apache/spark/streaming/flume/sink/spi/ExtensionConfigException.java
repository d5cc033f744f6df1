package org.apache.spark.streaming.flume.sink.spi;

import org.jspecify.annotations.Nullable;

/**
 * An extension's key is missing or has a value that is not allowed. The sink answers it with a
 * configuration error that adds the sink's name and the whole key.
 */
public class ExtensionConfigException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  /** The key without a prefix. */
  private final String key;

  /** Null if there was none. */
  private final @Nullable String value;

  /** In words that complete "allowed: ...". */
  private final String allowed;

  /**
   * Names what was wrong and what is allowed.
   *
   * @param key the key as the extension knows it, without a prefix
   * @param value the value that was found, null if there was none
   * @param allowed what is allowed, in words that complete "allowed: ..."
   */
  public ExtensionConfigException(String key, @Nullable String value, String allowed) {
    super(
        "%s %s; allowed: %s"
            .formatted(
                key, value == null ? "is not set" : "has the value '" + value + "'", allowed));
    this.key = key;
    this.value = value;
    this.allowed = allowed;
  }

  /**
   * The key.
   *
   * @return the key without a prefix
   */
  public String key() {
    return key;
  }

  /**
   * The value that was found.
   *
   * @return the value, null if there was none
   */
  public @Nullable String value() {
    return value;
  }

  /**
   * What is allowed.
   *
   * @return words that complete "allowed: ..."
   */
  public String allowed() {
    return allowed;
  }
}
