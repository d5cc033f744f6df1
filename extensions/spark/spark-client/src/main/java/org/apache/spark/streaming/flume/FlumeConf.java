package org.apache.spark.streaming.flume;

import io.github.flumespark.client.ClientSettings;
import io.github.flumespark.settings.ConnectionKey;
import io.github.flumespark.settings.ConnectionSettings;
import io.github.flumespark.settings.SettingReader;
import org.apache.spark.SparkConf;
import scala.Tuple2;

/** Reads {@code spark.streaming.flume.*} from the Spark configuration. Stateless. */
final class FlumeConf {

  private static final String PREFIX = "spark.streaming.flume.";

  private FlumeConf() {}

  /**
   * Reads the settings of connections.
   *
   * @throws IllegalArgumentException if a key is unknown or has a value that it can't have
   */
  static ConnectionSettings connectionSettings(SparkConf conf) {
    SettingReader reader =
        new SettingReader(
            name -> conf.contains(PREFIX + name) ? conf.get(PREFIX + name) : null,
            name -> PREFIX + name);
    ConnectionSettings settings =
        ConnectionSettings.read(
            reader, ConnectionKey::conf, ClientSettings.DEFAULTS.connectTimeout());
    for (Tuple2<String, String> entry : conf.getAll()) {
      String key = entry._1();
      // Spark's configuration heeds case.
      if (key.startsWith(PREFIX)
          && reader.known().stream().noneMatch(key.substring(PREFIX.length())::equals)) {
        throw new IllegalArgumentException(
            "%s is not a setting; %s%s are".formatted(key, PREFIX, reader.known()));
      }
    }
    return settings;
  }
}
