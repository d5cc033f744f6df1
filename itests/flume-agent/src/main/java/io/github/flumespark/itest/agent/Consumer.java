package io.github.flumespark.itest.agent;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.streaming.flume.sink.EventBatch;

/** Polls until a number of events has arrived. */
public final class Consumer {

  private static final Duration LIMIT = Duration.ofSeconds(40);

  private Consumer() {}

  /** Polls batches, without settling them, until they hold so many events. */
  public static List<EventBatch> receive(PollingClient client, int n, int events)
      throws IOException, InterruptedException {
    return poll(client, n, events, false);
  }

  /** Polls and acknowledges batches until they hold so many events; the bodies. */
  public static List<String> drain(PollingClient client, int n, int events)
      throws IOException, InterruptedException {
    return bodies(settle(client, n, events));
  }

  /** Polls and acknowledges batches until they hold so many events. */
  static List<EventBatch> settle(PollingClient client, int n, int events)
      throws IOException, InterruptedException {
    return poll(client, n, events, true);
  }

  public static List<String> bodies(List<EventBatch> batches) {
    return batches.stream().flatMap(batch -> PollingClient.bodies(batch).stream()).toList();
  }

  private static List<EventBatch> poll(PollingClient client, int n, int events, boolean ack)
      throws IOException, InterruptedException {
    List<EventBatch> batches = new ArrayList<>();
    long end = System.nanoTime() + LIMIT.toNanos();
    int received = 0;
    while (received < events) {
      if (System.nanoTime() > end) {
        throw new AssertionError(
            "Waited for " + events + " events, " + LIMIT.toSeconds() + " s; got " + received);
      }
      EventBatch batch = client.poll(n);
      if (!batch.getErrorMsg().isEmpty()) {
        throw new AssertionError("The sink answered with an error: " + batch.getErrorMsg());
      }
      if (batch.getEvents().isEmpty()) {
        continue;
      }
      batches.add(batch);
      received += batch.getEvents().size();
      if (ack) {
        client.ack(batch);
      }
    }
    return batches;
  }
}
