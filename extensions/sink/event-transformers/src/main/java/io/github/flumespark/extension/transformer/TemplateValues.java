package io.github.flumespark.extension.transformer;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What may stand in a {@link HeaderTemplate}.
 *
 * @param host the agent's, for {@code %{host}} where the event has no such header
 * @param timestamp the event's time, for {@code %{timestamp}} where the event has no such header
 * @param zone in which times are written
 */
record TemplateValues(Supplier<String> host, TimestampHeader timestamp, ZoneId zone) {

  static final String ALLOWED =
      "a text in which each %{ begins %{NAME}, with the name of a header, or %{NAME:PATTERN}, with a"
          + " pattern as java.time.format.DateTimeFormatter has them, such as"
          + " %{timestamp:yyyy-MM-dd}; %%{ stands for itself";

  private static final String HOST = "host";
  private static final String TIMESTAMP = "timestamp";

  /**
   * What gives the value for an event's headers, null where there is none.
   *
   * @throws IllegalArgumentException if there is no name, or a pattern is malformed
   */
  Function<Map<String, String>, String> of(String reference) {
    int colon = reference.indexOf(':');
    String name = colon < 0 ? reference : reference.substring(0, colon);
    if (name.isBlank()) {
      throw new IllegalArgumentException(reference);
    }
    Function<Map<String, String>, String> value = named(name);
    return colon < 0 ? value : timeOf(value, formatter(reference.substring(colon + 1)));
  }

  private Function<Map<String, String>, String> named(String name) {
    if (name.equals(HOST)) {
      String own = host.get();
      return headers -> headers.getOrDefault(HOST, own);
    }
    if (name.equals(TIMESTAMP)) {
      return headers -> {
        String there = headers.get(TIMESTAMP);
        return there == null ? timestamp.valueFor(headers) : there;
      };
    }
    return headers -> headers.get(name);
  }

  private DateTimeFormatter formatter(String pattern) {
    if (pattern.isBlank()) {
      throw new IllegalArgumentException(pattern);
    }
    DateTimeFormatter formatter = DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(zone);
    try {
      formatter.formatTo(Instant.EPOCH, new StringBuilder());
    } catch (DateTimeException unsupported) {
      throw new IllegalArgumentException(pattern, unsupported);
    }
    return formatter;
  }

  private static Function<Map<String, String>, String> timeOf(
      Function<Map<String, String>, String> value, DateTimeFormatter formatter) {
    return headers -> {
      String millis = TimestampHeader.millis(value.apply(headers));
      if (millis == null) {
        return null;
      }
      try {
        return formatter.format(Instant.ofEpochMilli(Long.parseLong(millis)));
      } catch (DateTimeException outOfRange) {
        return null;
      }
    };
  }
}
