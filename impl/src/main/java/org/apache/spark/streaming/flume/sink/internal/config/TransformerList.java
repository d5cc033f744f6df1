package org.apache.spark.streaming.flume.sink.internal.config;

import static org.apache.spark.streaming.flume.sink.SparkSinkConfig.CONF_ADMISSION;
import static org.apache.spark.streaming.flume.sink.SparkSinkConfig.CONF_ON_ERROR;
import static org.apache.spark.streaming.flume.sink.SparkSinkConfig.CONF_SEQUENCE;
import static org.apache.spark.streaming.flume.sink.SparkSinkConfig.CONF_TRANSFORMERS;
import static org.apache.spark.streaming.flume.sink.SparkSinkConfig.CONF_TYPE;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.spark.streaming.flume.sink.internal.transform.OnError;

/** Reads the chain: the list of aliases, and what stands below each. */
final class TransformerList {

  private static final String PREFIX = CONF_TRANSFORMERS + ".";

  /** No dot, or the keys of two aliases could not be told apart. */
  private static final Pattern ALIAS = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");

  private static final String ALLOWED_ALIASES =
      ("aliases separated by white space or commas, each once, made of letters, digits, '-' and '_'"
              + " (64 at the most, the first a letter or digit), but not '%s' or '%s'")
          .formatted(CONF_ADMISSION, CONF_SEQUENCE);

  private final KeyReader keys;

  TransformerList(KeyReader keys) {
    this.keys = keys;
  }

  List<TransformerSettings> read() {
    Set<String> aliases = aliases();
    List<TransformerSettings> chain = new ArrayList<>();
    for (String alias : aliases) {
      chain.add(stage(alias));
    }
    refuseStrayAliases(aliases);
    return List.copyOf(chain);
  }

  private Set<String> aliases() {
    String value = keys.text(CONF_TRANSFORMERS, "");
    Set<String> aliases = new LinkedHashSet<>();
    for (String alias : value.split("[\\s,]+", -1)) {
      if (alias.isEmpty()) {
        continue;
      }
      // The two names are taken: a data directory is told from its neighbours by the alias alone.
      boolean taken = alias.equals(CONF_ADMISSION) || alias.equals(CONF_SEQUENCE);
      if (taken || !ALIAS.matcher(alias).matches() || !aliases.add(alias)) {
        throw keys.invalid(
            CONF_TRANSFORMERS,
            value,
            "%s; the alias '%s' breaks that".formatted(ALLOWED_ALIASES, alias));
      }
    }
    return aliases;
  }

  private TransformerSettings stage(String alias) {
    String prefix = PREFIX + alias + ".";
    String type = keys.text(prefix + CONF_TYPE, "");
    if (type.isEmpty()) {
      throw keys.invalid(
          prefix + CONF_TYPE,
          null,
          "the name of a transformer, since %s lists '%s'".formatted(CONF_TRANSFORMERS, alias));
    }
    OnError onError = onError(prefix + CONF_ON_ERROR);
    Map<String, String> own = keys.below(prefix);
    own.remove(CONF_TYPE);
    own.remove(CONF_ON_ERROR);
    return new TransformerSettings(alias, type, onError, own);
  }

  private OnError onError(String key) {
    String value = keys.text(key, OnError.FAIL.name());
    return Arrays.stream(OnError.values())
        .filter(choice -> choice.name().equals(value.toUpperCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() -> keys.invalid(key, value, "fail, drop or pass"));
  }

  /** A stage that was configured but not listed would be left out of the chain in silence. */
  private void refuseStrayAliases(Set<String> aliases) {
    for (String key : keys.keysBelow(PREFIX)) {
      int dot = key.indexOf('.', PREFIX.length());
      if (dot < 0) {
        continue;
      }
      String alias = key.substring(PREFIX.length(), dot);
      if (!aliases.contains(alias)) {
        throw keys.invalid(
            key,
            keys.text(key),
            aliases.isEmpty()
                ? "no key below '%s', since %s lists no alias".formatted(PREFIX, CONF_TRANSFORMERS)
                : "keys below the aliases that %s lists (%s)%s"
                    .formatted(
                        CONF_TRANSFORMERS,
                        String.join(", ", aliases),
                        NearestKey.hint(alias, aliases)));
      }
    }
  }
}
