package io.github.flumespark.extension.transformer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.spark.streaming.flume.sink.spi.ExtensionConfig;
import org.apache.spark.streaming.flume.sink.spi.match.BodyText;
import org.apache.spark.streaming.flume.sink.spi.match.BoundedRegex;

/** Reads where {@code extract} looks. */
final class ExtractionReader {

  private static final String REGEX = "regex";
  private static final String POINTER = "pointer.";
  private static final String COLUMN = "column.";
  private static final String PAIR = "pair.";

  /** As {@code java.util.regex.Pattern} has them, behind no backslash. */
  private static final Pattern NAMED_GROUP =
      Pattern.compile("(?<!\\\\)(?:\\\\\\\\)*\\(\\?<([a-zA-Z][a-zA-Z0-9]*)>");

  private final ExtensionConfig config;
  private final BodyText bodyText;
  private final long maxSteps;

  ExtractionReader(ExtensionConfig config) {
    this.config = config;
    this.bodyText = BodyText.read(config);
    this.maxSteps = BoundedRegex.maxSteps(config);
  }

  /** All that are configured: one, unless it is a mistake. */
  List<Extraction> read() {
    List<Extraction> found = new ArrayList<>();
    add(found, groups());
    add(found, pointers());
    add(found, columns());
    add(found, pairs());
    return found;
  }

  private static void add(List<Extraction> found, Extraction extraction) {
    if (extraction != null) {
      found.add(extraction);
    }
  }

  private Extraction groups() {
    String prefix = config.getString("headerPrefix", "");
    BoundedRegex regex = BoundedRegex.read(config, REGEX, maxSteps);
    if (regex == null) {
      return null;
    }
    List<String> groups = new ArrayList<>();
    Matcher group = NAMED_GROUP.matcher(regex.pattern().pattern());
    while (group.find()) {
      if (isGroup(group.group(1), regex.pattern())) {
        groups.add(group.group(1));
      }
    }
    if (groups.isEmpty()) {
      throw config.invalid(
          REGEX, "a regular expression with named groups, such as (?<user>[a-z]+)");
    }
    return new GroupExtraction(
        regex, groups, groups.stream().map(name -> prefix + name).toList(), bodyText);
  }

  /** What looks like one may be quoted. */
  private static boolean isGroup(String name, Pattern pattern) {
    try {
      Pattern.compile("(?:%s)\\k<%s>".formatted(pattern.pattern(), name));
      return true;
    } catch (PatternSyntaxException noSuchGroup) {
      return false;
    }
  }

  private Extraction pointers() {
    Map<String, String> pointers = Keys.below(config, POINTER);
    pointers.forEach(
        (header, pointer) -> {
          if (!JsonExtraction.isPointer(pointer)) {
            throw config.invalid(
                POINTER + header,
                "a JSON pointer such as /user/id: names and indexes, each behind a slash, with ~1"
                    + " for a slash and ~0 for a tilde in a name");
          }
          for (Map.Entry<String, String> other : pointers.entrySet()) {
            if (pointer.startsWith(other.getValue() + "/")) {
              throw config.invalid(
                  POINTER + header,
                  "a pointer that does not lead into what %s%s takes as a whole"
                      .formatted(POINTER, other.getKey()));
            }
          }
        });
    return pointers.isEmpty() ? null : new JsonExtraction(pointers);
  }

  private Extraction columns() {
    Map<String, String> columns = Keys.below(config, COLUMN);
    String delimiter = delimiter("delimiter", ",");
    String quote = config.getString("quote", "");
    if (quote.length() > 1) {
      throw config.invalid("quote", "one character");
    }
    if (columns.isEmpty()) {
      return null;
    }
    List<Integer> numbers = new ArrayList<>();
    columns.forEach(
        (header, number) -> numbers.add(config.getInt(COLUMN + header, 0, 1, 1_000_000)));
    return new ColumnExtraction(
        delimiter,
        quote.isEmpty() ? 0 : quote.charAt(0),
        numbers,
        List.copyOf(columns.keySet()),
        bodyText);
  }

  private Extraction pairs() {
    Map<String, String> pairs = Keys.below(config, PAIR);
    String pairDelimiter = delimiter("pairDelimiter", null);
    String valueDelimiter = delimiter("valueDelimiter", "=");
    return pairs.isEmpty()
        ? null
        : new PairExtraction(
            pairDelimiter,
            valueDelimiter,
            List.copyOf(pairs.values()),
            List.copyOf(pairs.keySet()),
            bodyText);
  }

  private String delimiter(String key, String defaultValue) {
    String text = config.getString(key, defaultValue);
    if (text == null) {
      return null;
    }
    try {
      return new String(Escapes.decode(text), UTF_8);
    } catch (IllegalArgumentException malformed) {
      throw config.invalid(key, Escapes.ALLOWED);
    }
  }
}
