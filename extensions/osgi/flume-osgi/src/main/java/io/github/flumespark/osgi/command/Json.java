package io.github.flumespark.osgi.command;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.commons.text.StringEscapeUtils;

/** Writes maps, lists, arrays, numbers, booleans and texts as JSON, on one line. */
final class Json {

  private Json() {}

  /** An empty {@link Optional} is null; whatever has no form in JSON is its text. */
  static String of(Object value) {
    if (value == null) {
      return "null";
    }
    if (value instanceof Optional<?> optional) {
      return of(optional.orElse(null));
    }
    if (value instanceof Boolean) {
      return value.toString();
    }
    if (value instanceof Number number) {
      // Neither NaN nor infinity is a number in JSON.
      return Double.isFinite(number.doubleValue()) ? number.toString() : "null";
    }
    if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .map(entry -> text(entry.getKey()) + ":" + of(entry.getValue()))
          .collect(Collectors.joining(",", "{", "}"));
    }
    if (value instanceof Iterable<?> iterable) {
      List<String> elements = new ArrayList<>();
      iterable.forEach(element -> elements.add(of(element)));
      return String.join(",", elements).transform(all -> "[" + all + "]");
    }
    if (value.getClass().isArray()) {
      List<Object> elements = new ArrayList<>();
      for (int i = 0; i < Array.getLength(value); i++) {
        elements.add(Array.get(value, i));
      }
      return of(elements);
    }
    return text(value);
  }

  private static String text(Object value) {
    return "\"" + StringEscapeUtils.escapeJson(String.valueOf(value)) + "\"";
  }
}
