package io.github.flumespark.extension.transformer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What JSON pointers (RFC 6901) point to. The whole body is read, so that one that is cut short is
 * noticed, whatever it has before the cut.
 */
@SuppressWarnings("deprecation") // the Jackson 2.12 of an agent has no other methods for a place
final class JsonExtraction implements Extraction {

  private static final JsonFactory JSON = new JsonFactory();

  private final List<String> headers;
  private final Node root = new Node();

  /** What pointers have in common is walked once. */
  private static final class Node {
    private final Map<String, Node> children = new TreeMap<>();

    /** The headers' numbers. */
    private final List<Integer> wanted = new ArrayList<>();
  }

  /**
   * An extraction.
   *
   * @param pointers by header
   */
  JsonExtraction(Map<String, String> pointers) {
    headers = List.copyOf(pointers.keySet());
    for (int i = 0; i < headers.size(); i++) {
      Node node = root;
      String pointer = pointers.get(headers.get(i));
      for (String part : pointer.isEmpty() ? new String[0] : pointer.substring(1).split("/", -1)) {
        String name = part.replace("~1", "/").replace("~0", "~");
        node = node.children.computeIfAbsent(name, any -> new Node());
      }
      node.wanted.add(i);
    }
  }

  /** Whether a text is a pointer, to something within a body. */
  static boolean isPointer(String text) {
    return text.matches("(?s)(/([^~/]|~[01])*)+");
  }

  @Override
  public List<String> headers() {
    return headers;
  }

  @Override
  public String[] find(ByteBuffer body) {
    byte[] bytes = new byte[body.remaining()];
    body.duplicate().get(bytes);
    String[] values = new String[headers.size()];
    try (JsonParser parser = JSON.createParser(bytes)) {
      // JSON that is exchanged is UTF-8 (RFC 8259); for others the parser has no offsets of bytes.
      if (parser.nextToken() == null || parser.getTokenLocation().getByteOffset() < 0) {
        return null;
      }
      take(root, parser, bytes, values);
      return parser.nextToken() == null ? values : null;
    } catch (IOException notJson) {
      // Its message quotes the body.
      return null;
    }
  }

  @Override
  public String form() {
    return "one valid JSON text in UTF-8";
  }

  /** The parser stands at the first token of a value, and afterwards at its last. */
  private static void take(Node node, JsonParser parser, byte[] bytes, String[] values)
      throws IOException {
    if (!node.wanted.isEmpty()) {
      String text = text(parser, bytes);
      node.wanted.forEach(i -> values[i] = text);
    } else if (parser.currentToken() == JsonToken.START_OBJECT) {
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        parser.nextToken();
        takeChild(node.children.get(name), parser, bytes, values);
      }
    } else if (parser.currentToken() == JsonToken.START_ARRAY) {
      for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
        takeChild(node.children.get(Integer.toString(i)), parser, bytes, values);
      }
    }
  }

  private static void takeChild(Node child, JsonParser parser, byte[] bytes, String[] values)
      throws IOException {
    if (child == null) {
      parser.skipChildren();
    } else {
      take(child, parser, bytes, values);
    }
  }

  /** A string without its quotes, anything else as JSON; null for null. */
  private static String text(JsonParser parser, byte[] bytes) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return null;
    }
    if (parser.currentToken().isScalarValue()) {
      return parser.getText();
    }
    // Not written anew: that would round numbers.
    int start = (int) parser.getTokenLocation().getByteOffset();
    parser.skipChildren();
    int end = (int) parser.getCurrentLocation().getByteOffset();
    return new String(bytes, start, end - start, StandardCharsets.UTF_8);
  }
}
