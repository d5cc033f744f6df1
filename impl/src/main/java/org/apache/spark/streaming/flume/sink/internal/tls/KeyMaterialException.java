package org.apache.spark.streaming.flume.sink.internal.tls;

/** The files or names that the configuration gives for TLS can't be used. */
public final class KeyMaterialException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String key;
  private final String value;
  private final String allowed;

  KeyMaterialException(String key, String value, String allowed, Throwable cause) {
    super(key + (value == null ? "" : " '" + value + "'") + " is not " + allowed, cause);
    this.key = key;
    this.value = value;
    this.allowed = allowed;
  }

  /** The configuration's key. */
  public String key() {
    return key;
  }

  /** Its value, but for that of a password; null for none. */
  public String value() {
    return value;
  }

  /** Words that complete "allowed: ...". */
  public String allowed() {
    return allowed;
  }
}
