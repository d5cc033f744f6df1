package io.github.flumespark.client;

import java.util.HashSet;
import java.util.Set;

/**
 * Finds the names of a protocol's messages in its text. The text comes from whoever answers, so it
 * is read as plain JSON of bounded depth, without recursion beyond that, and nothing is made of the
 * rest. For one thread.
 */
final class ProtocolMessages {

  private static final int MAX_DEPTH = 32;

  private final String text;
  private int at;

  private ProtocolMessages(String text) {
    this.text = text;
  }

  /**
   * Gets the names.
   *
   * @throws SinkProtocolException if the text is not a JSON object
   */
  static Set<String> in(String protocol) throws SinkProtocolException {
    Set<String> names = new HashSet<>();
    ProtocolMessages reader = new ProtocolMessages(protocol);
    reader.object(
        0,
        (key, depth) -> {
          if (key.equals("messages") && reader.peek() == '{') {
            reader.object(
                depth,
                (name, inner) -> {
                  names.add(name);
                  reader.value(inner);
                });
          } else {
            reader.value(depth);
          }
        });
    return names;
  }

  private interface Member {
    void value(String key, int depth) throws SinkProtocolException;
  }

  private void object(int depth, Member member) throws SinkProtocolException {
    expect('{');
    if (peek() == '}') {
      at++;
      return;
    }
    do {
      String key = string();
      expect(':');
      member.value(key, depth + 1);
    } while (goesOn('}'));
  }

  /** Skips a value. */
  private void value(int depth) throws SinkProtocolException {
    if (depth > MAX_DEPTH) {
      throw broken("is nested deeper than " + MAX_DEPTH);
    }
    switch (peek()) {
      case '{' -> object(depth, (key, inner) -> value(inner));
      case '[' -> array(depth);
      case '"' -> string();
      default -> literal();
    }
  }

  private void array(int depth) throws SinkProtocolException {
    expect('[');
    if (peek() == ']') {
      at++;
      return;
    }
    do {
      value(depth + 1);
    } while (goesOn(']'));
  }

  private boolean goesOn(char end) throws SinkProtocolException {
    char next = peek();
    at++;
    if (next != ',' && next != end) {
      throw broken("has a '%s' at %d".formatted(next, at - 1));
    }
    return next == ',';
  }

  /** A number, true, false or null. */
  private void literal() throws SinkProtocolException {
    int from = at;
    while (at < text.length()
        && (Character.isLetterOrDigit(text.charAt(at)) || "+-.".indexOf(text.charAt(at)) >= 0)) {
      at++;
    }
    if (at == from) {
      throw broken("has no value at " + at);
    }
  }

  /** Gets a string as it stands there: no name that is looked for has an escape. */
  private String string() throws SinkProtocolException {
    expect('"');
    int from = at;
    while (at < text.length() && text.charAt(at) != '"') {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    if (at >= text.length()) {
      throw broken("ends within a string");
    }
    at++;
    return text.substring(from, at - 1);
  }

  private void expect(char expected) throws SinkProtocolException {
    if (peek() != expected) {
      throw broken("has a '%s' at %d instead of '%s'".formatted(peek(), at, expected));
    }
    at++;
  }

  private char peek() throws SinkProtocolException {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    if (at >= text.length()) {
      throw broken("ends too early");
    }
    return text.charAt(at);
  }

  private static SinkProtocolException broken(String how) {
    return new SinkProtocolException("the text of its protocol " + how);
  }
}
