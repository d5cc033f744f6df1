package io.github.flumespark.itest.agent;

import io.github.flumespark.client.ClientEvent;
import io.github.flumespark.client.ClientSettings;
import io.github.flumespark.client.EventBatch;
import io.github.flumespark.client.SinkAddress;
import io.github.flumespark.client.SinkClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Polls, shows the last event, acknowledges. */
final class ConsoleConsumer implements QuickstartConsumer {

  private static final int POLL = 1000;

  private final SinkClient sink;
  private final Progress progress;

  ConsoleConsumer(int port, Progress progress) throws IOException {
    this.sink = SinkClient.connect(new SinkAddress("127.0.0.1", port), ClientSettings.DEFAULTS);
    this.progress = progress;
  }

  @Override
  public void consume() throws IOException {
    EventBatch batch = sink.poll(POLL);
    List<ClientEvent> events = batch.events();
    if (batch.needsAck()) {
      sink.ack(batch.sequenceNumber());
    }
    String last =
        events.isEmpty()
            ? null
            : new String(events.get(events.size() - 1).body(), StandardCharsets.UTF_8);
    progress.received(events.size(), last);
  }

  @Override
  public void end() {}

  @Override
  public void close() {
    sink.close();
  }

  @Override
  public String toString() {
    return "A consumer polls it";
  }
}
