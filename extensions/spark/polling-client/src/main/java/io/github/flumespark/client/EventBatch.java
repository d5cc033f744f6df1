package io.github.flumespark.client;

import java.util.List;

/**
 * What a poll got. Immutable.
 *
 * @param sequenceNumber by which the batch is acknowledged; empty if there is nothing to
 *     acknowledge
 * @param events in the order of the channel; none if the channel had none
 */
public record EventBatch(String sequenceNumber, List<ClientEvent> events) {

  /** Takes the list as it is if it can't be changed, and copies it otherwise. */
  public EventBatch {
    events = List.copyOf(events);
  }

  /** Whether the sink holds a transaction open until it hears an ack or a nack. */
  public boolean needsAck() {
    return !sequenceNumber.isEmpty();
  }
}
