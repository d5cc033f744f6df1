package io.github.flumespark.extension.transformer;

import java.nio.charset.Charset;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.spark.streaming.flume.sink.spi.ExtensionConfig;

/** Reads what several of the transformers have in common. */
final class Keys {

  static final String MAX_STEPS = "maxSteps";
  static final long DEFAULT_MAX_STEPS = 1_000_000;

  private static final String CHARSET = "charset";
  private static final long LEAST_MAX_STEPS = 1_000;

  private Keys() {}

  /** The least budget of a regex on one text. */
  static long maxSteps(ExtensionConfig config) {
    return config.getLong(MAX_STEPS, DEFAULT_MAX_STEPS, LEAST_MAX_STEPS, Integer.MAX_VALUE);
  }

  /** Null where the key is not set. */
  static SafeRegex regex(ExtensionConfig config, String key, long maxSteps) {
    String regex = config.getString(key, null);
    if (regex == null) {
      return null;
    }
    try {
      return new SafeRegex(Pattern.compile(regex), maxSteps);
    } catch (PatternSyntaxException malformed) {
      throw config.invalid(
          key,
          ("a regular expression as java.util.regex.Pattern has them (%s%s; a properties file needs"
                  + " each backslash twice)")
              .formatted(
                  malformed.getDescription(),
                  malformed.getIndex() < 0 ? "" : " near index " + malformed.getIndex()));
    }
  }

  /** How a body becomes a text. */
  static BodyText bodyText(ExtensionConfig config) {
    String name = config.getString(CHARSET, "UTF-8");
    try {
      Charset charset = Charset.forName(name);
      if (charset.canEncode()) {
        return new BodyText(charset);
      }
    } catch (IllegalArgumentException unknown) {
      // The same answer as to one that only decodes.
    }
    throw config.invalid(
        CHARSET,
        "a charset of this Java that encodes too, such as UTF-8, ISO-8859-1 or windows-1252");
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
