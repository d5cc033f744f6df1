package io.github.flumespark.extension.transformer;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The header that says when an event happened, in milliseconds since 1970, as Flume's own sinks and
 * interceptors have it.
 *
 * @param name the header
 * @param sources headers to read the time from; the first that holds one counts
 * @param fallback tells the time where none does; null to leave the header out
 */
record TimestampHeader(String name, List<String> sources, LongSupplier fallback) {

  /** Null if the time is not known. */
  String valueFor(Map<String, String> headers) {
    for (String source : sources) {
      String millis = millis(headers.get(source));
      if (millis != null) {
        return millis;
      }
    }
    return fallback == null ? null : Long.toString(fallback.getAsLong());
  }

  /** Milliseconds since 1970 from such, or from ISO 8601; null from anything else. */
  static String millis(String text) {
    if (text == null || text.isBlank()) {
      return null;
    }
    String time = text.strip();
    try {
      boolean iso = time.indexOf('T') > 0 || time.indexOf('t') > 0;
      long millis =
          iso ? OffsetDateTime.parse(time).toInstant().toEpochMilli() : Long.parseLong(time);
      return Long.toString(millis);
    } catch (DateTimeException | NumberFormatException | ArithmeticException unreadable) {
      return null;
    }
  }
}
