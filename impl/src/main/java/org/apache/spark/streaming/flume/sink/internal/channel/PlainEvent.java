package org.apache.spark.streaming.flume.sink.internal.channel;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What Flume allows in an event and neither Avro nor an extension can take: a null for the headers,
 * for the name or value of one, or for the body. Each counts as empty, whichever way the event goes
 * on.
 */
public final class PlainEvent {

  private static final byte[] NO_BYTES = {};

  private PlainEvent() {}

  /** A header's name or value. */
  public static String text(String nameOrValue) {
    return nameOrValue == null ? "" : nameOrValue;
  }

  public static byte[] body(byte[] body) {
    return body == null ? NO_BYTES : body;
  }

  /** The headers themselves if there is no null in them, otherwise a copy without. */
  public static Map<String, String> headers(Map<String, String> headers) {
    if (headers == null) {
      return Map.of();
    }
    // Not containsKey(null): an immutable map answers that with an exception.
    for (Map.Entry<String, String> header : headers.entrySet()) {
      if (header.getKey() == null || header.getValue() == null) {
        Map<String, String> plain = new LinkedHashMap<>();
        headers.forEach((name, value) -> plain.put(text(name), text(value)));
        return plain;
      }
    }
    return headers;
  }
}
