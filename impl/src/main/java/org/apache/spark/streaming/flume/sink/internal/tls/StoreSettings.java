package org.apache.spark.streaming.flume.sink.internal.tls;

import java.nio.file.Path;

/**
 * A file with keys or certificates.
 *
 * @param key the configuration's key for the file, {@code keystore} or {@code truststore}; those of
 *     password and type start with it
 * @param file where it is
 * @param password opens it; null for none
 * @param type as {@link java.security.KeyStore} calls it, such as JKS or PKCS12
 */
public record StoreSettings(String key, Path file, String password, String type) {

  /** Without the password: a record's own text would show it. */
  @Override
  public String toString() {
    return file + " (" + type + ")";
  }
}
