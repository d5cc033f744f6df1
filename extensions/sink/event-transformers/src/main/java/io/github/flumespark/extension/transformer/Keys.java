package io.github.flumespark.extension.transformer;

import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.streaming.flume.sink.spi.ExtensionConfig;

/** Reads what several of the transformers have in common. */
final class Keys {

  private Keys() {}

  /** A key's value in which headers of the event may stand. */
  static HeaderTemplate template(
      ExtensionConfig config, String key, String text, TemplateValues values) {
    try {
      return HeaderTemplate.parse(text, values);
    } catch (IllegalArgumentException malformed) {
      throw config.invalid(key, TemplateValues.ALLOWED);
    }
  }

  /** The keys that begin with a prefix, in alphabetical order, without it, and their values. */
  static Map<String, String> below(ExtensionConfig config, String prefix) {
    Map<String, String> found = new TreeMap<>();
    for (String key : config.keys()) {
      if (key.startsWith(prefix)) {
        if (key.length() == prefix.length()) {
          throw config.invalid(key, "the key " + prefix + "NAME, with the name of a header");
        }
        found.put(key.substring(prefix.length()), config.getString(key));
      }
    }
    return found;
  }
}
