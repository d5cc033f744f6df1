package io.github.flumespark.extension.transformer;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import org.apache.spark.streaming.flume.sink.spi.match.BoundedRegex;

/**
 * What takes a match's place: a text in which {@code $1} to {@code $9} stand for groups of the
 * regex and {@code $$} for a dollar sign. Backslashes mean nothing: a properties file would eat
 * them. Thread-safe.
 */
final class Replacement {

  /** Texts, and groups as the empty text with a number above 0. */
  private record Part(String text, int group) {}

  private final List<Part> parts;

  private Replacement(List<Part> parts) {
    this.parts = List.copyOf(parts);
  }

  /**
   * Reads a replacement.
   *
   * @param text as it was configured
   * @param groups how many groups the regex has
   * @throws IllegalArgumentException if a dollar sign is followed by anything else than the number
   *     of a group that there is, or another one
   */
  static Replacement parse(String text, int groups) {
    List<Part> parts = new ArrayList<>();
    StringBuilder literal = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '$') {
        literal.append(c);
        continue;
      }
      char next = ++i < text.length() ? text.charAt(i) : ' ';
      if (next == '$') {
        literal.append('$');
      } else if (next >= '1' && next <= '9' && next - '0' <= groups) {
        parts.add(new Part(literal.toString(), 0));
        literal.setLength(0);
        parts.add(new Part("", next - '0'));
      } else {
        throw new IllegalArgumentException(text);
      }
    }
    parts.add(new Part(literal.toString(), 0));
    return new Replacement(parts);
  }

  /** The text outside of groups. */
  String literals() {
    StringBuilder literals = new StringBuilder();
    parts.forEach(part -> literals.append(part.text()));
    return literals.toString();
  }

  /**
   * A text with every match replaced; the very same text if there is none. An empty match is left
   * alone: there is nothing in it to replace.
   */
  String ofAll(BoundedRegex regex, String text) {
    return regex.search(text, matcher -> ofAll(matcher, text));
  }

  private String ofAll(Matcher matcher, String text) {
    StringBuilder replaced = null;
    int copied = 0;
    while (matcher.find()) {
      if (matcher.end() == matcher.start()) {
        continue;
      }
      if (replaced == null) {
        replaced = new StringBuilder(text.length());
      }
      replaced.append(text, copied, matcher.start());
      appendTo(replaced, matcher);
      copied = matcher.end();
    }
    return replaced == null ? text : replaced.append(text, copied, text.length()).toString();
  }

  private void appendTo(StringBuilder target, Matcher match) {
    for (Part part : parts) {
      if (part.group() == 0) {
        target.append(part.text());
      } else if (match.start(part.group()) >= 0) {
        target.append(match.group(part.group()));
      }
    }
  }
}
