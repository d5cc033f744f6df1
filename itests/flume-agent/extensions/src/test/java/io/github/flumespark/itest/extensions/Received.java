package io.github.flumespark.itest.extensions;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flumespark.itest.agent.PollingClient;
import io.github.flumespark.itest.client.ClientEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.streaming.flume.sink.EventBatch;

/** What a client got, and got again. */
final class Received {

  private Received() {}

  /** A batch's events, as values that can be compared. */
  static List<ClientEvent> events(EventBatch batch) {
    List<String> bodies = PollingClient.bodies(batch);
    List<ClientEvent> events = new ArrayList<>();
    for (int i = 0; i < bodies.size(); i++) {
      events.add(new ClientEvent(PollingClient.headers(batch.getEvents().get(i)), bodies.get(i)));
    }
    return events;
  }

  /** Polls a successful batch. */
  static EventBatch poll(PollingClient client, int n) throws IOException, InterruptedException {
    EventBatch batch = client.poll(n);
    assertThat(batch.getErrorMsg()).hasToString("");
    return batch;
  }

  /**
   * Takes a batch of n events that refuses to go: it is nacked, then left behind by a client that
   * goes away, and acknowledged at last. The events must be the same each time, under a number of
   * their own, and gone in the end.
   */
  static List<ClientEvent> afterRedelivery(RoutedAgent agent, String sink, int n)
      throws IOException, InterruptedException {
    EventBatch nacked;
    EventBatch abandoned;
    try (PollingClient client = agent.connect(sink)) {
      nacked = poll(client, n);
      client.nack(nacked);
      abandoned = poll(client, n);
    }
    try (PollingClient client = agent.connect(sink)) {
      EventBatch acked = poll(client, n);
      client.ack(acked);

      assertThat(events(nacked)).hasSize(n);
      assertThat(events(abandoned)).as("after a nack").isEqualTo(events(nacked));
      assertThat(events(acked)).as("after a lost connection").isEqualTo(events(nacked));
      assertThat(List.of(nacked, abandoned, acked))
          .extracting(batch -> batch.getSequenceNumber().toString())
          .doesNotHaveDuplicates();
      assertThat(poll(client, n).getEvents()).as("after the ack").isEmpty();
      return events(acked);
    }
  }
}
