package io.github.flumespark.itest.client;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** How the client program writes texts and events within one line. */
final class Wire {

  private Wire() {}

  /** A text in Base64, so that it holds no tab and no line break. */
  static String encode(CharSequence text) {
    return encode(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  static String encode(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  static String decode(String field) {
    return new String(Base64.getDecoder().decode(field), StandardCharsets.UTF_8);
  }

  /** BODY, then NAME:VALUE for each header; separated by commas, each in Base64. */
  static String encodeEvent(Map<?, ?> headers, ByteBuffer body) {
    byte[] bytes = new byte[body.remaining()];
    body.duplicate().get(bytes);
    StringBuilder event = new StringBuilder(encode(bytes));
    headers.forEach(
        (name, value) ->
            event
                .append(',')
                .append(encode(name.toString()))
                .append(':')
                .append(encode(value.toString())));
    return event.toString();
  }

  static ClientEvent decodeEvent(String field) {
    String[] parts = field.split(",", -1);
    Map<String, String> headers = new LinkedHashMap<>();
    for (int i = 1; i < parts.length; i++) {
      int colon = parts[i].indexOf(':');
      headers.put(decode(parts[i].substring(0, colon)), decode(parts[i].substring(colon + 1)));
    }
    return new ClientEvent(headers, decode(parts[0]));
  }
}
