package io.github.flumespark.extension.transformer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A text in which a name in braces behind a percent sign stands for the value of that header, and a
 * name, a colon and a pattern for the time that it holds. Two percent signs before a brace stand
 * for one, and the brace. Thread-safe.
 */
final class HeaderTemplate {

  private static final String OPEN = "%{";

  /** A text, and what comes behind it; null for nothing. */
  private record Part(String text, Function<Map<String, String>, String> value) {}

  private final List<Part> parts;

  private HeaderTemplate(List<Part> parts) {
    this.parts = List.copyOf(parts);
  }

  /** A text in which nothing stands for anything else. */
  static HeaderTemplate constant(String text) {
    return new HeaderTemplate(List.of(new Part(text, null)));
  }

  /**
   * Reads a template.
   *
   * @throws IllegalArgumentException if a brace is not closed, or encloses no name or no pattern
   */
  static HeaderTemplate parse(String text, TemplateValues values) {
    List<Part> parts = new ArrayList<>();
    StringBuilder literal = new StringBuilder();
    int copied = 0;
    for (int at = text.indexOf(OPEN); at >= 0; at = text.indexOf(OPEN, copied)) {
      if (at > copied && text.charAt(at - 1) == '%') {
        literal.append(text, copied, at - 1).append(OPEN);
        copied = at + OPEN.length();
        continue;
      }
      int end = text.indexOf('}', at);
      if (end < 0) {
        throw new IllegalArgumentException(text);
      }
      literal.append(text, copied, at);
      parts.add(new Part(literal.toString(), values.of(text.substring(at + OPEN.length(), end))));
      literal.setLength(0);
      copied = end + 1;
    }
    literal.append(text, copied, text.length());
    parts.add(new Part(literal.toString(), null));
    return new HeaderTemplate(parts);
  }

  /** Whether there is nothing in it that depends on an event. */
  boolean isConstant() {
    return parts.size() == 1;
  }

  /** The text for an event; null if the event lacks a header that it needs. */
  String of(Map<String, String> headers) {
    if (isConstant()) {
      return parts.get(0).text();
    }
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      text.append(part.text());
      if (part.value() != null) {
        String value = part.value().apply(headers);
        if (value == null) {
          return null;
        }
        text.append(value);
      }
    }
    return text.toString();
  }
}
