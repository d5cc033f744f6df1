package io.github.flumespark.extension.transformer;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.streaming.flume.sink.spi.ExtensionConfig;
import org.apache.spark.streaming.flume.sink.spi.match.BoundedRegex;
import org.apache.spark.streaming.flume.sink.spi.match.Glob;

/** Picks headers by name, glob or regex. Names are case-sensitive. Thread-safe. */
final class NameMatcher {

  private final Set<String> names = new HashSet<>();
  private final Glob[] globs;
  private final BoundedRegex regex;
  private final boolean empty;

  /** Takes names and globs, and a regex that may be null. */
  NameMatcher(List<String> namesAndGlobs, BoundedRegex regex) {
    List<Glob> found = new ArrayList<>();
    for (String item : namesAndGlobs) {
      if (Glob.isGlob(item)) {
        found.add(new Glob(item));
      } else {
        names.add(item);
      }
    }
    this.globs = found.toArray(new Glob[0]);
    this.regex = regex;
    this.empty = namesAndGlobs.isEmpty() && regex == null;
  }

  static NameMatcher read(ExtensionConfig config, String listKey, String regexKey) {
    return new NameMatcher(
        config.getList(listKey),
        BoundedRegex.read(config, regexKey, BoundedRegex.DEFAULT_MAX_STEPS));
  }

  /** Whether it picks nothing, as it was not configured. */
  boolean isEmpty() {
    return empty;
  }

  /** Asked for each header of each event. */
  boolean matches(String name) {
    if (empty) {
      return false;
    }
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
