package io.github.flumespark.client;

import java.util.List;

/**
 * What a poll got. Immutable.
 *
 * @param sequenceNumber by which the batch is acknowledged; empty if there is nothing to
 *     acknowledge
 * @param events in the order of the channel; none if the channel had none
 * @param taken how many events were taken from the channel for them: another number where
 *     transformers drop or split events, if the sink tells
 */
public record EventBatch(String sequenceNumber, List<ClientEvent> events, long taken) {

  /**
   * Takes the list as it is if it can't be changed, and copies it otherwise.
   *
   * @param sequenceNumber by which the batch is acknowledged; empty if there is nothing to
   *     acknowledge
   * @param events in the order of the channel
   * @param taken how many events were taken from the channel for them
   */
  public EventBatch {
    events = List.copyOf(events);
  }

  /**
   * A batch of a sink that does not tell what it took.
   *
   * @param sequenceNumber by which the batch is acknowledged
   * @param events are counted as what was taken
   */
  public EventBatch(String sequenceNumber, List<ClientEvent> events) {
    this(sequenceNumber, events, events.size());
  }

  /**
   * Whether the sink holds a transaction open until it hears an ack or a nack.
   *
   * @return false if there is nothing to acknowledge
   */
  public boolean needsAck() {
    return !sequenceNumber.isEmpty();
  }
}
