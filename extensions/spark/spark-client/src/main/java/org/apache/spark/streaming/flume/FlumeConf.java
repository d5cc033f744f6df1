package org.apache.spark.streaming.flume;

import io.github.flumespark.client.ClientSettings;
import io.github.flumespark.client.TlsSettings;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.SparkConf;
import scala.Tuple2;

/** Reads {@code spark.streaming.flume.*} from the Spark configuration. */
final class FlumeConf {

  private static final String PREFIX = "spark.streaming.flume.";

  private static final Set<String> KEYS =
      new TreeSet<>(
          List.of(
              "connectTimeout",
              "callTimeout",
              "maxReplySize",
              "deflate",
              "ssl.enabled",
              "ssl.trustStore",
              "ssl.trustStorePassword",
              "ssl.trustStoreType",
              "ssl.keyStore",
              "ssl.keyStorePassword",
              "ssl.keyStoreType",
              "ssl.verifyHostname",
              "ssl.protocols"));

  private final SparkConf conf;

  private FlumeConf(SparkConf conf) {
    this.conf = conf;
  }

  /**
   * Reads the settings of connections.
   *
   * @throws IllegalArgumentException if a key is unknown or has a value that it can't have
   */
  static ClientSettings clientSettings(SparkConf conf) {
    for (Tuple2<String, String> entry : conf.getAll()) {
      String key = entry._1();
      if (key.startsWith(PREFIX) && !KEYS.contains(key.substring(PREFIX.length()))) {
        throw new IllegalArgumentException(key + " is not a setting; " + PREFIX + KEYS + " are");
      }
    }
    return new FlumeConf(conf).read();
  }

  private ClientSettings read() {
    ClientSettings.Builder builder = ClientSettings.builder();
    if (has("connectTimeout")) {
      builder.connectTimeout(duration("connectTimeout"));
    }
    if (has("callTimeout")) {
      builder.callTimeout(duration("callTimeout"));
    }
    if (has("maxReplySize")) {
      builder.maxReplyBytes(size("maxReplySize"));
    }
    builder.deflate(truth("deflate", false));
    if (truth("ssl.enabled", false)) {
      builder.tls(tls());
    } else if (KEYS.stream()
        .anyMatch(key -> key.startsWith("ssl.") && !key.equals("ssl.enabled") && has(key))) {
      throw new IllegalArgumentException(
          PREFIX + "ssl.* is set, but " + PREFIX + "ssl.enabled is not true");
    }
    return builder.build();
  }

  private TlsSettings tls() {
    TlsSettings tls =
        TlsSettings.DEFAULTS
            .withTruststore(store("ssl.trustStore"))
            .withKeystore(store("ssl.keyStore"))
            .withHostnameVerification(truth("ssl.verifyHostname", true));
    return has("ssl.protocols")
        ? tls.withProtocols(
            Arrays.stream(text("ssl.protocols").split("[,\\s]+"))
                .filter(p -> !p.isEmpty())
                .toList())
        : tls;
  }

  private TlsSettings.Store store(String key) {
    if (!has(key)) {
      if (has(key + "Password") || has(key + "Type")) {
        throw new IllegalArgumentException(PREFIX + key + " is missing");
      }
      return null;
    }
    return new TlsSettings.Store(
        text(key),
        has(key + "Password") ? text(key + "Password") : null,
        has(key + "Type") ? text(key + "Type") : "PKCS12");
  }

  private boolean has(String key) {
    return conf.contains(PREFIX + key);
  }

  private String text(String key) {
    return conf.get(PREFIX + key).strip();
  }

  private Duration duration(String key) {
    return Duration.ofMillis(conf.getTimeAsMs(PREFIX + key));
  }

  private int size(String key) {
    long bytes = conf.getSizeAsBytes(PREFIX + key);
    if (bytes != (int) bytes) {
      throw new IllegalArgumentException(
          PREFIX + key + " is " + text(key) + ", must be less than 2g");
    }
    return (int) bytes;
  }

  private boolean truth(String key, boolean otherwise) {
    if (!has(key)) {
      return otherwise;
    }
    return switch (text(key)) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new IllegalArgumentException(
              PREFIX + key + " is '" + text(key) + "', must be true or false");
    };
  }
}
