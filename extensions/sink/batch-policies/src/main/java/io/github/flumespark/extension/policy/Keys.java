package io.github.flumespark.extension.policy;

import java.time.Duration;
import org.apache.spark.streaming.flume.sink.spi.ExtensionConfig;

/** Checks that several policies make of their keys. */
final class Keys {

  private Keys() {}

  /** A number of things, at least 1. */
  static int count(ExtensionConfig config, String key, int defaultValue) {
    int value = config.getInt(key, defaultValue);
    if (value < 1) {
      throw config.invalid(key, "a whole number, at least 1");
    }
    return value;
  }

  /** A number of things over all clients, at least 1. */
  static long total(ExtensionConfig config, String key, long defaultValue) {
    long value = config.getLong(key, defaultValue);
    if (value < 1) {
      throw config.invalid(key, "a whole number, at least 1");
    }
    return value;
  }

  /** A size, at least 1 byte. */
  static long bytes(ExtensionConfig config, String key, long defaultValue) {
    long value = config.getBytes(key, defaultValue);
    if (value < 1) {
      throw config.invalid(key, "a size such as 4 MiB, at least 1 byte");
    }
    return value;
  }

  /** A length of time, longer than zero. */
  static Duration time(ExtensionConfig config, String key, Duration defaultValue) {
    Duration value = config.getDuration(key, defaultValue);
    if (value.isZero() || value.compareTo(Duration.ofDays(1)) > 0) {
      throw config.invalid(key, "a length of time such as 200 ms, above 0 and at most 24 h");
    }
    return value;
  }
}
