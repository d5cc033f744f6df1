package io.github.flumespark.monitor;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flume.conf.ConfigurationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the system properties {@code flume.monitoring.*} say, checked. Immutable.
 *
 * @param host the address to bind
 * @param port the port to bind; 0 takes a free one
 * @param tls the keystore; null for plain HTTP
 * @param credentials who may read
 * @param limits from which on something is a problem
 * @param wiring how the agent's components are connected
 */
record MonitorSettings(
    String host, int port, Tls tls, Credentials credentials, HealthLimits limits, Wiring wiring) {

  private static final Logger LOG = LoggerFactory.getLogger(MonitorSettings.class);

  private static final String PREFIX = "flume.monitoring.";

  private static final Set<String> KEYS =
      new TreeSet<>(
          List.of(
              "type",
              "host",
              "port",
              "keystore",
              "keystore-type",
              "keystore-password-file",
              "basic-auth-file",
              "bearer-token-file",
              "channel-threshold",
              "poll-silence",
              "agent",
              "config-file"));

  /** The server's private key and certificate. */
  record Tls(Path keystore, String type, Path passwordFile) {}

  static MonitorSettings parse(Map<String, String> values) {
    List<String> unknown = new ArrayList<>(values.keySet());
    unknown.removeAll(KEYS);
    unknown.forEach(key -> LOG.warn("Monitor: nobody reads {}{}; known are {}", PREFIX, key, KEYS));
    if (!values.containsKey("port")) {
      throw new ConfigurationException("%sport is missing".formatted(PREFIX));
    }
    return new MonitorSettings(
        values.getOrDefault("host", "127.0.0.1"),
        number(values, "port", 0, 0, 65_535),
        tls(values),
        new Credentials(file(values, "basic-auth-file"), file(values, "bearer-token-file")),
        new HealthLimits(
            number(values, "channel-threshold", 90, 1, 100),
            Duration.ofSeconds(number(values, "poll-silence", 300, 1, Integer.MAX_VALUE))),
        Wiring.of(values.get("agent"), values.get("config-file")));
  }

  private static Tls tls(Map<String, String> values) {
    Path keystore = file(values, "keystore");
    Path password = file(values, "keystore-password-file");
    if (keystore == null) {
      if (password != null || values.containsKey("keystore-type")) {
        throw new ConfigurationException(
            "%1$skeystore-password-file and %1$skeystore-type have no effect without %1$skeystore"
                .formatted(PREFIX));
      }
      return null;
    }
    if (password == null) {
      throw new ConfigurationException(
          "%1$skeystore is set and %1$skeystore-password-file is not".formatted(PREFIX));
    }
    return new Tls(keystore, values.getOrDefault("keystore-type", "PKCS12"), password);
  }

  private static Path file(Map<String, String> values, String key) {
    String value = values.get(key);
    if (value == null) {
      return null;
    }
    Path path = Path.of(value).toAbsolutePath();
    if (value.isEmpty() || !Files.isRegularFile(path) || !Files.isReadable(path)) {
      throw new ConfigurationException(
          "%s%s is '%s'; allowed: a file that the agent can read".formatted(PREFIX, key, value));
    }
    return path;
  }

  private static int number(
      Map<String, String> values, String key, int standard, int least, int most) {
    String value = values.getOrDefault(key, Integer.toString(standard)).trim();
    try {
      int number = Integer.parseInt(value);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      // As one that is out of range.
    }
    throw new ConfigurationException(
        "%s%s is '%s'; allowed: %d to %d".formatted(PREFIX, key, value, least, most));
  }

  /** Whether other machines can read without a password. */
  boolean isOpenToAll() {
    try {
      return !credentials.areRequired() && !InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
