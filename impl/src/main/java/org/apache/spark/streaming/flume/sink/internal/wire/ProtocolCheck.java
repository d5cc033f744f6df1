package org.apache.spark.streaming.flume.sink.internal.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.streaming.flume.sink.internal.wire.AvroWire.ProtocolException;

/**
 * Judges the protocol that a client tells in its handshake: its requests must have the sink's
 * types. What it says of responses does not matter, since Avro's clients read them by the server's
 * schema.
 *
 * <p>The text comes from a stranger, so it is read as plain JSON of bounded depth and never reaches
 * Avro's schema parser, where versions before 1.11.4 have known holes (CVE-2024-47561).
 */
final class ProtocolCheck {

  private static final int MAX_DEPTH = 32;

  /** Keeps no table of names: they are a stranger's, and would stay for ever. */
  private static final JsonFactory JSON =
      JsonFactory.builder().disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES).build();

  private static final Map<String, String> PARAMETER_TYPES =
      Map.of("getEventBatch", "int", "ack", "string", "nack", "string");

  private ProtocolCheck() {}

  /**
   * Checks a protocol.
   *
   * @return null if the sink can serve it, otherwise what is wrong with it
   * @throws ProtocolException if it is not a protocol in JSON at all
   */
  static String problemOf(String protocolJson) throws ProtocolException {
    Object protocol;
    try (JsonParser parser = JSON.createParser(protocolJson)) {
      parser.nextToken();
      protocol = read(parser, 0);
    } catch (IOException e) {
      throw new ProtocolException("the client's protocol is not JSON");
    }
    if (!(protocol instanceof Map<?, ?> top)
        || !(top.get("messages") instanceof Map<?, ?> messages)) {
      throw new ProtocolException("the client's protocol has no messages");
    }
    for (Map.Entry<String, String> expected : PARAMETER_TYPES.entrySet()) {
      Object message = messages.get(expected.getKey());
      if (message != null && !hasOneParameter(message, expected.getValue())) {
        return "the client's message "
            + expected.getKey()
            + " differs; expected: one parameter of type "
            + expected.getValue();
      }
    }
    return null;
  }

  private static boolean hasOneParameter(Object message, String type) {
    return message instanceof Map<?, ?> fields
        && fields.get("request") instanceof List<?> request
        && request.size() == 1
        && request.get(0) instanceof Map<?, ?> parameter
        && type.equals(typeName(parameter.get("type")));
  }

  /** A type is a name, or an object with a name and properties, such as avro.java.string. */
  private static Object typeName(Object type) {
    return type instanceof Map<?, ?> object ? object.get("type") : type;
  }

  private static Object read(JsonParser parser, int depth) throws IOException, ProtocolException {
    if (depth > MAX_DEPTH) {
      throw new ProtocolException("the client's protocol is nested deeper than " + MAX_DEPTH);
    }
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_OBJECT) {
      Map<String, Object> object = new HashMap<>();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        object.put(name, read(parser, depth + 1));
      }
      return object;
    }
    if (token == JsonToken.START_ARRAY) {
      List<Object> array = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY && parser.currentToken() != null) {
        array.add(read(parser, depth + 1));
      }
      return array;
    }
    return token == null ? null : parser.getText();
  }
}
