package org.apache.spark.streaming.flume.sink.internal.config;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.flume.conf.ConfigurationException;

/** Words for bad values, the same wherever one is found. */
public final class ConfigErrors {

  private static final Set<String> SECRET_WORDS =
      Set.of("password", "passwd", "passphrase", "secret", "token", "credential");

  private ConfigErrors() {}

  /**
   * A key that is missing or has a value that is not allowed.
   *
   * @param sinkName the sink
   * @param key the whole key, as it stands in the configuration after the sink's name
   * @param value what was found, null if there was none
   * @param allowed words that complete "allowed: ..."
   * @return the exception to throw
   */
  public static ConfigurationException invalid(
      String sinkName, String key, String value, String allowed) {
    return new ConfigurationException(message(sinkName, key, value, allowed));
  }

  /**
   * As {@link #invalid(String, String, String, String)}, with what led to it.
   *
   * @param sinkName the sink
   * @param key the whole key
   * @param value what was found, null if there was none
   * @param allowed words that complete "allowed: ..."
   * @param cause kept, unless the key is a secret: the cause's message may quote the value
   * @return the exception to throw
   */
  public static ConfigurationException invalid(
      String sinkName, String key, String value, String allowed, Throwable cause) {
    String message = message(sinkName, key, value, allowed);
    return isSecret(key)
        ? new ConfigurationException(message)
        : new ConfigurationException(message, cause);
  }

  /**
   * Whether a key's value has no place in a log.
   *
   * @param key any key
   * @return whether its name speaks of a secret
   */
  public static boolean isSecret(String key) {
    String lower = key.toLowerCase(Locale.ROOT);
    return SECRET_WORDS.stream().anyMatch(lower::contains);
  }

  /**
   * One exception for several problems.
   *
   * @param sinkName the sink
   * @param problems at least one
   * @return the only one, or one that tells all of them
   */
  public static ConfigurationException together(
      String sinkName, List<ConfigurationException> problems) {
    ConfigurationException first = problems.get(0);
    if (problems.size() == 1) {
      return first;
    }
    String intro = intro(sinkName);
    StringBuilder message = new StringBuilder(first.getMessage());
    for (ConfigurationException other : problems.subList(1, problems.size())) {
      String text = other.getMessage();
      message
          .append("; and ")
          .append(text.startsWith(intro) ? text.substring(intro.length()) : text);
    }
    return new ConfigurationException(message.toString(), first.getCause());
  }

  private static String intro(String sinkName) {
    return "Sink '%s': ".formatted(sinkName);
  }

  private static String message(String sinkName, String key, String value, String allowed) {
    String found;
    if (value == null) {
      found = "is not set";
    } else if (isSecret(key)) {
      found = "has a value that is not shown here";
    } else {
      found = "has the value '" + value + "'";
    }
    return intro(sinkName) + "%s %s; allowed: %s".formatted(key, found, allowed);
  }
}
