package org.apache.spark.streaming.flume.sink.internal.config;

import static java.lang.Integer.MAX_VALUE;

import java.time.Duration;
import org.apache.spark.streaming.flume.sink.SparkSinkConfig;
import org.apache.spark.streaming.flume.sink.internal.access.AccessRules;
import org.apache.spark.streaming.flume.sink.internal.rpc.Access;
import org.apache.spark.streaming.flume.sink.internal.rpc.RpcSettings;

/** Reads where the sink listens, who may connect, how bytes travel, and what a peer may cost. */
final class RpcKeys {

  /** A handshake with the protocol's JSON must get through, or no client could ever connect. */
  private static final int MIN_FRAME_BYTES = 8 * 1024;

  private static final int MAX_FRAME_BYTES = 64 * 1024 * 1024;

  private RpcKeys() {}

  static RpcSettings read(KeyReader keys, Duration transactionTimeout) {
    return new RpcSettings(
        keys.sinkName(),
        keys.attempt(() -> hostname(keys), null),
        keys.requiredInteger(SparkSinkConfig.CONF_PORT, 0, 65535, "0 takes a free port"),
        keys.integer(
            SparkSinkConfig.CONF_MAX_FRAME_BYTES,
            SparkSinkConfig.DEFAULT_MAX_FRAME_BYTES,
            MIN_FRAME_BYTES,
            MAX_FRAME_BYTES,
            "bytes that a client may send at once"),
        keys.integer(
            SparkSinkConfig.CONF_MAX_CONNECTIONS,
            SparkSinkConfig.DEFAULT_MAX_CONNECTIONS,
            1,
            MAX_VALUE,
            "connections open at once"),
        keys.seconds(
            SparkSinkConfig.CONF_IDLE_TIMEOUT,
            SparkSinkConfig.DEFAULT_IDLE_TIMEOUT,
            0,
            "seconds; 0 for never"),
        transactionTimeout,
        new Access(
            keys.attempt(() -> AccessKeys.read(keys), AccessRules.NONE),
            keys.attempt(() -> TlsKeys.read(keys), null),
            keys.attempt(() -> deflate(keys), false)));
  }

  private static String hostname(KeyReader keys) {
    String key = SparkSinkConfig.CONF_HOSTNAME;
    String value = keys.text(key, SparkSinkConfig.DEFAULT_HOSTNAME);
    if (value.isEmpty()) {
      throw keys.invalid(key, value, "a host name or an address of this machine");
    }
    return value;
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

  /** By the names of the keys, without secrets. */
  static String describe(RpcSettings rpc) {
    Access access = rpc.access();
    return ("hostname=%s port=%d max-frame-bytes=%d max-connections=%d idle-timeout=%s"
            + " ssl=%s ipFilter=%s compression-type=%s")
        .formatted(
            rpc.hostname(),
            rpc.port(),
            rpc.maxFrameBytes(),
            rpc.maxConnections(),
            rpc.idleTimeout().isZero() ? "off" : rpc.idleTimeout().toSeconds() + "s",
            access.tls() == null ? "off" : "on(" + access.tls() + ")",
            access.rules().isEmpty() ? "off" : "on(" + access.rules() + ")",
            access.deflate() ? SparkSinkConfig.DEFLATE : SparkSinkConfig.NO_COMPRESSION);
  }
}
