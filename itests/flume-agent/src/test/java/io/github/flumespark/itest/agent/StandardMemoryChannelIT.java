package io.github.flumespark.itest.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.streaming.flume.sink.EventBatch;
import org.junit.jupiter.api.Test;

/** What is in memory ends with the agent. */
class StandardMemoryChannelIT extends ChannelContract {

  @Override
  String channel(Path directory) {
    return "agent.channels.ch.type = memory\n";
  }

  @Override
  boolean isDurable() {
    return false;
  }

  /** A memory channel keeps what a source gives it, and Flume lets a header have no value. */
  @Test
  void aHeaderWithoutAValueArrivesEmpty() throws Exception {
    Map<String, String> headers = new HashMap<>();
    headers.put("none", null);
    headers.put("some", "value");
    feed().put(List.of(new HttpFeed.Event(headers, "null header")));

    List<EventBatch> batches = Consumer.settle(client(), 10, 1);

    assertThat(PollingClient.headers(batches.get(0).getEvents().get(0)))
        .isEqualTo(Map.of("none", "", "some", "value"));
  }
}
