package io.github.flumespark.extension.transformer;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.streaming.flume.sink.spi.ExtensionConfig;

/** Reads {@code rename.OLD = NEW}, and refuses what would depend on an order that keys have not. */
final class Renames {

  private static final String RENAME = "rename.";

  private Renames() {}

  static Map<String, HeaderTemplate> read(
      ExtensionConfig config, HeaderChoice choice, TemplateValues values) {
    Map<String, String> renames = Keys.below(config, RENAME);
    Map<String, String> targets = new HashMap<>();
    Map<String, HeaderTemplate> templates = new LinkedHashMap<>();
    renames.forEach(
        (from, text) -> {
          HeaderTemplate template = Keys.template(config, RENAME + from, text, values);
          templates.put(from, template);
          // What depends on the event can't be refused before there is one.
          String to = template.isConstant() ? template.of(Map.of()) : "";
          String other = to.isEmpty() ? null : targets.put(to, from);
          if (other != null) {
            throw config.invalid(
                RENAME + from, "a name that " + RENAME + other + " does not give already");
          }
          if (renames.containsKey(to)) {
            throw config.invalid(RENAME + from, "a name that is not renamed itself");
          }
          if (!choice.keeps(from)) {
            throw config.invalid(
                RENAME + from,
                "to rename a header that stays; '" + from + "' is removed by keep or remove");
          }
        });
    return templates;
  }
}
