package io.github.flumespark.extension.transformer;

import org.apache.spark.streaming.flume.sink.spi.ExtensionConfig;

/**
 * Which headers stay: those to keep, or all where none are named, without those to remove.
 *
 * @param keep empty for all
 * @param remove wins over keep
 */
record HeaderChoice(NameMatcher keep, NameMatcher remove) {

  static HeaderChoice read(ExtensionConfig config) {
    return new HeaderChoice(
        NameMatcher.read(config, "keep", "keepRegex"),
        NameMatcher.read(config, "remove", "removeRegex"));
  }

  boolean keepsAll() {
    return keep.isEmpty() && remove.isEmpty();
  }

  boolean keeps(String name) {
    return (keep.isEmpty() || keep.matches(name)) && !remove.matches(name);
  }
}
