package io.github.flumespark.itest.client;

import java.util.ArrayList;
import java.util.List;

/**
 * A batch as a client got it.
 *
 * @param sequenceNumber the number to acknowledge it by
 * @param errorMsg empty for a successful batch
 * @param events may be empty
 */
public record ClientBatch(String sequenceNumber, String errorMsg, List<ClientEvent> events) {

  static ClientBatch decode(List<String> fields) {
    List<ClientEvent> events = new ArrayList<>();
    for (String field : fields.subList(2, fields.size())) {
      events.add(Wire.decodeEvent(field));
    }
    return new ClientBatch(Wire.decode(fields.get(0)), Wire.decode(fields.get(1)), events);
  }

  /** The events' bodies. */
  public List<String> bodies() {
    return events.stream().map(ClientEvent::body).toList();
  }
}
