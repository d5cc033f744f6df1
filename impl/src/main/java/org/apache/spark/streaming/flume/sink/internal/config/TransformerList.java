package org.apache.spark.streaming.flume.sink.internal.config;

import static org.apache.spark.streaming.flume.sink.SparkSinkConfig.CONF_ADMISSION;
import static org.apache.spark.streaming.flume.sink.SparkSinkConfig.CONF_DEAD_LETTER;
import static org.apache.spark.streaming.flume.sink.SparkSinkConfig.CONF_ERRORS_BEFORE_DEAD_LETTER;
import static org.apache.spark.streaming.flume.sink.SparkSinkConfig.CONF_ON_ERROR;
import static org.apache.spark.streaming.flume.sink.SparkSinkConfig.CONF_SEQUENCE;
import static org.apache.spark.streaming.flume.sink.SparkSinkConfig.CONF_TRANSFORMERS;
import static org.apache.spark.streaming.flume.sink.SparkSinkConfig.CONF_TYPE;
import static org.apache.spark.streaming.flume.sink.SparkSinkConfig.CONF_UNLESS;
import static org.apache.spark.streaming.flume.sink.SparkSinkConfig.CONF_WHEN;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.spark.streaming.flume.sink.internal.transform.OnError;
import org.apache.spark.streaming.flume.sink.internal.transform.StageCondition;
import org.apache.spark.streaming.flume.sink.internal.transform.StageRules;
import org.apache.spark.streaming.flume.sink.spi.ExtensionConfigException;

/** Reads the chain: the list of aliases, and what stands below each. */
final class TransformerList {

  private static final String PREFIX = CONF_TRANSFORMERS + ".";

  /** No dot, or the keys of two aliases could not be told apart. */
  private static final Pattern ALIAS = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");

  private static final String ALLOWED_ALIASES =
      ("aliases separated by white space or commas, each once, made of letters, digits, '-' and '_'"
              + " (64 at the most, the first a letter or digit), but not '%s', '%s' or"
              + " '%s'")
          .formatted(CONF_ADMISSION, CONF_SEQUENCE, CONF_DEAD_LETTER);

  /** A data directory is told from its neighbours by the alias alone. */
  private static final Set<String> TAKEN = Set.of(CONF_ADMISSION, CONF_SEQUENCE, CONF_DEAD_LETTER);

  private static final int MOST_ERRORS = 1_000_000;

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
      if (TAKEN.contains(alias) || !ALIAS.matcher(alias).matches() || !aliases.add(alias)) {
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
    Map<String, String> own = keys.below(prefix);
    StageRules rules = rules(alias, prefix, own);
    own.remove(CONF_TYPE);
    return new TransformerSettings(type, rules, own);
  }

  /** Takes the sink's keys out of those below the alias. */
  private StageRules rules(String alias, String prefix, Map<String, String> own) {
    own.remove(CONF_ON_ERROR);
    String key = prefix + CONF_ON_ERROR;
    String word = keys.text(key, OnError.FAIL.word());
    OnError onError = OnError.of(word).orElseThrow(() -> keys.invalid(key, word, OnError.words()));
    int errorsBefore = 0;
    if (onError == OnError.DEAD_LETTER) {
      own.remove(CONF_ERRORS_BEFORE_DEAD_LETTER);
      errorsBefore =
          keys.integer(
              prefix + CONF_ERRORS_BEFORE_DEAD_LETTER,
              0,
              0,
              MOST_ERRORS,
              "failures of the same event");
    }
    return new StageRules(alias, onError, errorsBefore, condition(prefix, own));
  }

  private StageCondition condition(String prefix, Map<String, String> own) {
    for (String word : List.of(CONF_WHEN, CONF_UNLESS)) {
      if (own.containsKey(word)) {
        throw keys.invalid(
            prefix + word,
            own.get(word),
            "keys below it, such as %s.header.NAME.equals".formatted(word));
      }
    }
    try {
      return StageCondition.read(take(own, CONF_WHEN + "."), take(own, CONF_UNLESS + "."));
    } catch (ExtensionConfigException bad) {
      throw ConfigErrors.invalid(
          keys.sinkName(), prefix + bad.key(), bad.value(), bad.allowed(), bad);
    }
  }

  /** Takes the keys below a prefix out of others, and the prefix off them. */
  private static Map<String, String> take(Map<String, String> own, String prefix) {
    Map<String, String> taken = new TreeMap<>();
    own.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            taken.put(key.substring(prefix.length()), value);
          }
        });
    own.keySet().removeIf(key -> key.startsWith(prefix));
    return taken;
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
