package org.apache.spark.streaming.flume.sink.internal.config;

import org.apache.spark.streaming.flume.sink.SparkSinkConfig;
import org.apache.spark.streaming.flume.sink.internal.access.AccessRules;
import org.apache.spark.streaming.flume.sink.internal.tls.TlsSettings;

/**
 * Who may connect, and how bytes travel.
 *
 * @param access which addresses may connect
 * @param tls null for plain connections
 * @param deflate whether both sides compress
 */
public record TransportSettings(AccessRules access, TlsSettings tls, boolean deflate) {

  static TransportSettings read(KeyReader keys) {
    return new TransportSettings(AccessKeys.read(keys), TlsKeys.read(keys), deflate(keys));
  }

  private static boolean deflate(KeyReader keys) {
    String key = SparkSinkConfig.CONF_COMPRESSION_TYPE;
    String value = keys.text(key, SparkSinkConfig.NO_COMPRESSION);
    if (value.equalsIgnoreCase(SparkSinkConfig.DEFLATE)) {
      return true;
    }
    if (value.equalsIgnoreCase(SparkSinkConfig.NO_COMPRESSION)) {
      return false;
    }
    throw keys.invalid(
        key, value, SparkSinkConfig.NO_COMPRESSION + " or " + SparkSinkConfig.DEFLATE);
  }

  /** As a part of the line with all settings: without secrets. */
  @Override
  public String toString() {
    return "ssl="
        + (tls == null ? "off" : "on(" + tls + ")")
        + " ipFilter="
        + (access.isEmpty() ? "off" : "on(" + access + ")")
        + " compression-type="
        + (deflate ? SparkSinkConfig.DEFLATE : SparkSinkConfig.NO_COMPRESSION);
  }
}
