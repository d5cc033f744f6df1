package org.apache.spark.streaming.flume.sink.internal.config;

import static java.lang.Integer.MAX_VALUE;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.flume.Context;
import org.apache.spark.streaming.flume.sink.SparkSinkConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that a sink's configuration says, checked. Immutable.
 *
 * @param sinkName the sink's name in the agent's configuration
 * @param hostname the address to bind
 * @param port the port to bind; 0 for a free one
 * @param threads how many transactions can be open at once
 * @param timeout when a batch that nobody acknowledged is rolled back
 * @param backoffInterval the longest sleep between two looks at an empty channel
 * @param pollTimeout when a poll that found nothing is answered
 * @param linger how long a batch that holds an event waits for more
 * @param batchSize a cap on the events of a poll; empty for none
 * @param maxFrameBytes the longest frame that a client may send
 * @param maxConnections how many connections can be open at once
 * @param idleTimeout when a connection without poll or batch is closed; zero for never
 * @param transport who may connect, and how bytes travel
 * @param dataDirectory where extensions may keep what they must find again; absolute
 * @param transformers the chain in order
 * @param admission the admission policy
 * @param sequence the sequence generator
 */
public record SinkSettings(
    String sinkName,
    String hostname,
    int port,
    int threads,
    Duration timeout,
    Duration backoffInterval,
    Duration pollTimeout,
    Duration linger,
    OptionalInt batchSize,
    int maxFrameBytes,
    int maxConnections,
    Duration idleTimeout,
    TransportSettings transport,
    Path dataDirectory,
    List<TransformerSettings> transformers,
    ExtensionSettings admission,
    ExtensionSettings sequence) {

  private static final Logger LOG = LoggerFactory.getLogger(SinkSettings.class);

  /** Each thread may hold a transaction and, on some channels, a connection of its own. */
  private static final int MAX_THREADS = 1024;

  /** A handshake with the protocol's JSON must get through, or no client could ever connect. */
  private static final int MIN_FRAME_BYTES = 8 * 1024;

  private static final int MAX_FRAME_BYTES = 64 * 1024 * 1024;

  /** Keys that Flume reads itself and leaves in the context. */
  private static final Set<String> FLUMES_OWN = Set.of("type", "channel", "config");

  /**
   * Reads a configuration, and warns of the keys that nobody reads. The keys of selected extensions
   * are left to them.
   *
   * @param sinkName the sink; null for one that was never named
   * @param context what Flume gives to {@code configure}
   * @return the settings
   * @throws org.apache.flume.conf.ConfigurationException for a value that is missing or not
   *     allowed; it names sink, key, value and what is allowed
   */
  public static SinkSettings parse(String sinkName, Context context) {
    String name = sinkName == null ? "unnamed" : sinkName;
    KeyReader keys = new KeyReader(name, context.getParameters());
    FLUMES_OWN.forEach(keys::text);
    SinkSettings settings =
        new SinkSettings(
            name,
            hostname(keys),
            keys.requiredInteger(SparkSinkConfig.CONF_PORT, 0, 65535, "0 takes a free port"),
            keys.integer(
                SparkSinkConfig.THREADS,
                SparkSinkConfig.DEFAULT_THREADS,
                1,
                MAX_THREADS,
                "transactions open at once"),
            Duration.ofSeconds(
                keys.integer(
                    SparkSinkConfig.CONF_TRANSACTION_TIMEOUT,
                    SparkSinkConfig.DEFAULT_TRANSACTION_TIMEOUT,
                    1,
                    MAX_VALUE,
                    "seconds")),
            millis(
                keys,
                SparkSinkConfig.CONF_BACKOFF_INTERVAL,
                SparkSinkConfig.DEFAULT_BACKOFF_INTERVAL,
                1),
            millis(
                keys, SparkSinkConfig.CONF_POLL_TIMEOUT, SparkSinkConfig.DEFAULT_POLL_TIMEOUT, 1),
            millis(keys, SparkSinkConfig.CONF_LINGER, SparkSinkConfig.DEFAULT_LINGER, 0),
            batchSize(keys),
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
            Duration.ofSeconds(
                keys.integer(
                    SparkSinkConfig.CONF_IDLE_TIMEOUT,
                    SparkSinkConfig.DEFAULT_IDLE_TIMEOUT,
                    0,
                    MAX_VALUE,
                    "seconds; 0 for never")),
            TransportSettings.read(keys),
            dataDirectory(keys),
            new TransformerList(keys).read(),
            extension(keys, SparkSinkConfig.CONF_ADMISSION),
            extension(keys, SparkSinkConfig.CONF_SEQUENCE));
    warnOfUnread(name, keys);
    return settings;
  }

  /**
   * Every setting that is in effect, for the log at start.
   *
   * @return one line without the values of secrets
   */
  public String describe() {
    String line =
        "hostname="
            + hostname
            + " port="
            + port
            + " threads="
            + threads
            + " timeout="
            + timeout.toSeconds()
            + "s"
            + " backoffInterval="
            + backoffInterval.toMillis()
            + "ms"
            + " pollTimeout="
            + pollTimeout.toMillis()
            + "ms"
            + " linger="
            + linger.toMillis()
            + "ms"
            + " batch-size="
            + (batchSize.isPresent() ? batchSize.getAsInt() : "none")
            + " max-frame-bytes="
            + maxFrameBytes
            + " max-connections="
            + maxConnections
            + " idle-timeout="
            + (idleTimeout.isZero() ? "off" : idleTimeout.toSeconds() + "s")
            + " "
            + transport
            + " dataDirectory="
            + dataDirectory
            + " transformers="
            + transformers
            + " admission="
            + admission
            + " sequence="
            + sequence;
    return line.replaceAll("\\p{Cntrl}", " ");
  }

  private static Duration millis(KeyReader keys, String key, int defaultValue, int min) {
    return Duration.ofMillis(keys.integer(key, defaultValue, min, MAX_VALUE, "milliseconds"));
  }

  private static String hostname(KeyReader keys) {
    String key = SparkSinkConfig.CONF_HOSTNAME;
    String value = keys.text(key, SparkSinkConfig.DEFAULT_HOSTNAME);
    if (value.isEmpty()) {
      throw keys.invalid(key, value, "a host name or an address of this machine");
    }
    return value;
  }

  private static OptionalInt batchSize(KeyReader keys) {
    String meaning = "events that a poll gets at the most";
    OptionalInt dashed = keys.integer(SparkSinkConfig.CONF_BATCH_SIZE, 1, MAX_VALUE, meaning);
    OptionalInt camel = keys.integer(SparkSinkConfig.CONF_BATCH_SIZE_CAMEL, 1, MAX_VALUE, meaning);
    if (dashed.isPresent() && camel.isPresent() && !dashed.equals(camel)) {
      throw keys.invalid(
          SparkSinkConfig.CONF_BATCH_SIZE_CAMEL,
          String.valueOf(camel.getAsInt()),
          "the same as "
              + SparkSinkConfig.CONF_BATCH_SIZE
              + " ("
              + dashed.getAsInt()
              + "), or only one of the two");
    }
    return dashed.isPresent() ? dashed : camel;
  }

  private static Path dataDirectory(KeyReader keys) {
    String key = SparkSinkConfig.CONF_DATA_DIRECTORY;
    String value = keys.text(key);
    String allowed = "the path of a directory";
    if (value == null) {
      return Path.of(System.getProperty("user.home", "."), ".flume", "flume-spark-sink")
          .toAbsolutePath();
    }
    if (value.isEmpty()) {
      throw keys.invalid(key, value, allowed);
    }
    try {
      return Path.of(value).toAbsolutePath().normalize();
    } catch (InvalidPathException notAPath) {
      throw keys.invalid(key, value, allowed);
    }
  }

  private static ExtensionSettings extension(KeyReader keys, String name) {
    String typeKey = name + "." + SparkSinkConfig.CONF_TYPE;
    String type = keys.text(typeKey, SparkSinkConfig.DEFAULT_TYPE);
    if (type.isEmpty()) {
      throw keys.invalid(typeKey, type, "the name of an extension, or 'default'");
    }
    Map<String, String> own = keys.below(name + ".");
    own.remove(SparkSinkConfig.CONF_TYPE);
    ExtensionSettings settings = new ExtensionSettings(type, own);
    if (settings.isDefault()) {
      // The built-ins have no keys, and no one is made to read these: so say it here.
      own.keySet().forEach(key -> keys.markUnread(name + "." + key));
    }
    return settings;
  }

  private static void warnOfUnread(String sinkName, KeyReader keys) {
    for (String key : keys.unread()) {
      LOG.warn(
          "Sink '{}': nobody reads the key {}{}",
          sinkName,
          key,
          NearestKey.hint(key, keys.known()));
    }
  }
}
