package io.github.flumespark.itest.benchmarks.report;

import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes records, maps, lists, texts, numbers and truth values as JSON. */
public final class Json {

  private final StringBuilder out = new StringBuilder();

  private Json() {}

  /** The value as indented JSON; a number that is none becomes null. */
  public static String write(Object value) {
    Json json = new Json();
    json.value(value, "\n");
    return json.out.append('\n').toString();
  }

  private void value(Object value, String indent) {
    if (value instanceof Map<?, ?> map) {
      object(map, indent);
    } else if (value instanceof List<?> list) {
      list(list, indent);
    } else if (value instanceof Record data) {
      object(components(data), indent);
    } else if (value instanceof Double number) {
      number(number);
    } else if (value == null || value instanceof Number || value instanceof Boolean) {
      out.append(value);
    } else {
      text(value.toString());
    }
  }

  private void number(double number) {
    if (Double.isFinite(number)) {
      out.append(String.format(Locale.ROOT, Math.abs(number) < 1000 ? "%.4f" : "%.0f", number));
    } else {
      out.append("null");
    }
  }

  private void object(Map<?, ?> map, String indent) {
    String separator = "{";
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      out.append(separator).append(indent).append("  ");
      text(entry.getKey().toString());
      out.append(": ");
      value(entry.getValue(), indent + "  ");
      separator = ",";
    }
    out.append(map.isEmpty() ? "{}" : indent + "}");
  }

  private void list(List<?> list, String indent) {
    String separator = "[";
    for (Object item : list) {
      out.append(separator).append(indent).append("  ");
      value(item, indent + "  ");
      separator = ",";
    }
    out.append(list.isEmpty() ? "[]" : indent + "]");
  }

  private void text(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20) {
        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  private static Map<String, Object> components(Record data) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (RecordComponent component : data.getClass().getRecordComponents()) {
      try {
        values.put(component.getName(), component.getAccessor().invoke(data));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("records in a report are public", e);
      }
    }
    return values;
  }
}
