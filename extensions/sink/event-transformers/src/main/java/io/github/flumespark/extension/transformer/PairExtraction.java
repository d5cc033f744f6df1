package io.github.flumespark.extension.transformer;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.spark.streaming.flume.sink.spi.match.BodyText;

/**
 * Values of {@code key=value} pairs; of two pairs with one key, the first.
 *
 * @param pairDelimiter what parts the pairs; null for any white space
 * @param keys the pairs' keys
 * @param headers one for each key
 */
record PairExtraction(
    String pairDelimiter,
    String valueDelimiter,
    List<String> keys,
    List<String> headers,
    BodyText bodyText)
    implements Extraction {

  @Override
  public String[] find(ByteBuffer body) {
    String text = bodyText.decode(body);
    String[] values = new String[keys.size()];
    boolean any = false;
    int at = 0;
    int equals = -1;
    while (at < text.length()) {
      int end = endOfPair(text, at);
      if (equals < at) {
        int next = text.indexOf(valueDelimiter, at);
        equals = next < 0 ? text.length() : next;
      }
      if (equals < end) {
        any = true;
        int valueAt = equals + valueDelimiter.length();
        int closing = closing(text, valueAt);
        end = closing < 0 ? end : endOfPair(text, closing);
        int index = keys.indexOf(text.substring(at, equals).strip());
        if (index >= 0 && values[index] == null) {
          values[index] = value(text, valueAt, closing, end);
        }
      }
      at = pairDelimiter == null ? end + 1 : end + pairDelimiter.length();
    }
    return any ? values : null;
  }

  private int endOfPair(String text, int from) {
    if (pairDelimiter != null) {
      int end = text.indexOf(pairDelimiter, from);
      return end < 0 ? text.length() : end;
    }
    int end = from;
    while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
      end++;
    }
    return end;
  }

  /** What comes after the quote that ends a quoted value; -1 if it is none. */
  private static int closing(String text, int from) {
    if (from >= text.length() || text.charAt(from) != '"') {
      return -1;
    }
    for (int at = from + 1; at < text.length(); at++) {
      if (text.charAt(at) == '\\') {
        at++;
      } else if (text.charAt(at) == '"') {
        return at + 1;
      }
    }
    return -1;
  }

  private static String value(String text, int from, int closing, int end) {
    if (closing < 0) {
      return text.substring(from, end).strip();
    }
    return text.substring(from + 1, closing - 1).replaceAll("\\\\(.)", "$1");
  }

  @Override
  public String form() {
    return "a list of pairs";
  }
}
