package io.github.flumespark.extension.transformer;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.spark.streaming.flume.sink.spi.match.BodyText;

/**
 * Columns of a delimited line.
 *
 * @param columns the columns' numbers, from 1
 * @param headers one for each column
 * @param quote what a column is quoted with that may hold the delimiter, twice for itself; 0 for
 *     none
 */
record ColumnExtraction(
    String delimiter, char quote, List<Integer> columns, List<String> headers, BodyText bodyText)
    implements Extraction {

  @Override
  public String[] find(ByteBuffer body) {
    String text = bodyText.decode(body);
    String[] values = new String[columns.size()];
    int column = 1;
    int start = 0;
    while (start <= text.length()) {
      boolean quoted = quote != 0 && start < text.length() && text.charAt(start) == quote;
      int from = quoted ? closing(text, start) : start;
      if (from < 0) {
        return null;
      }
      int end = text.indexOf(delimiter, from);
      end = end < 0 ? text.length() : end;
      for (int i = 0; i < values.length; i++) {
        if (columns.get(i) == column) {
          values[i] = quoted ? unquoted(text, start, from) : text.substring(start, end);
        }
      }
      column++;
      start = end + delimiter.length();
    }
    return values;
  }

  /** What comes after the quote that ends the column, or -1. */
  private int closing(String text, int start) {
    for (int at = start + 1; at < text.length(); at++) {
      if (text.charAt(at) == quote) {
        if (at + 1 == text.length() || text.charAt(at + 1) != quote) {
          return at + 1;
        }
        at++;
      }
    }
    return -1;
  }

  private String unquoted(String text, int start, int end) {
    String one = String.valueOf(quote);
    return text.substring(start + 1, end - 1).replace(one + one, one);
  }

  @Override
  public String form() {
    return "a line of columns in which each quote is closed";
  }
}
