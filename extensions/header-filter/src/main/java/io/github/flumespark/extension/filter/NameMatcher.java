package io.github.flumespark.extension.filter;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.streaming.flume.sink.spi.ExtensionConfig;

/** Picks headers by name, glob or regex. Names are case-sensitive. Thread-safe. */
final class NameMatcher {

  private final Set<String> names = new HashSet<>();
  private final List<Glob> globs = new ArrayList<>();
  private final SafeRegex regex;

  /** Takes names and globs, and a regex that may be null. */
  NameMatcher(List<String> namesAndGlobs, SafeRegex regex) {
    for (String item : namesAndGlobs) {
      if (Glob.isGlob(item)) {
        globs.add(new Glob(item));
      } else {
        names.add(item);
      }
    }
    this.regex = regex;
  }

  static NameMatcher read(ExtensionConfig config, String listKey, String regexKey) {
    return new NameMatcher(
        config.getList(listKey), Keys.regex(config, regexKey, Keys.DEFAULT_MAX_STEPS));
  }

  /** Whether it picks nothing, as it was not configured. */
  boolean isEmpty() {
    return names.isEmpty() && globs.isEmpty() && regex == null;
  }

  boolean matches(String name) {
    if (names.contains(name)) {
      return true;
    }
    for (Glob glob : globs) {
      if (glob.matches(name)) {
        return true;
      }
    }
    return regex != null && regex.matches(name);
  }
}
