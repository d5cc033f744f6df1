package io.github.flumespark.itest.extensions;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flumespark.itest.agent.Agents;
import io.github.flumespark.itest.agent.PollingClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.streaming.flume.sink.EventBatch;
import org.junit.jupiter.api.Test;

/** Both sequence generators, configured in a properties file, over a kill -9. */
class GeneratorsIT {

  private static final Pattern DURABLE =
      Pattern.compile("([0-9a-f]{16})-([0-9]+)-([0-9]+)-[0-9a-f]{16}");
  private static final String UUID_V7 =
      "[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";

  private final List<String> durable = new ArrayList<>();
  private final List<String> uuids = new ArrayList<>();

  @Test
  void noNumberComesTwiceAndALateAckFindsNoOtherBatch() throws Exception {
    Path directory = Agents.workDirectory(GeneratorsIT.class, "agent");
    Path data = directory.resolve("data");
    Map<String, String> sinks =
        Map.of(
            "durable",
            "sequence.type = durable-epoch\ndataDirectory = " + data,
            "uuid",
            "sequence.type = uuid-v7");
    EventBatch open;
    try (RoutedAgent agent = RoutedAgent.start(directory, sinks)) {
      exercise(agent);
      agent.send("durable", "open");
      try (PollingClient client = agent.connect("durable")) {
        open = Received.poll(client, 1);
        agent.process().kill();
      }
    }
    assertThat(data.resolve("durable/sequence/epoch")).isRegularFile();

    try (RoutedAgent agent = RoutedAgent.start(directory, sinks)) {
      agent.send("durable", "after the crash");
      try (PollingClient client = agent.connect("durable")) {
        EventBatch batch = Received.poll(client, 1);
        client.ack(open);
        client.nack(batch);
        EventBatch again = Received.poll(client, 1);
        client.ack(again);
        assertThat(PollingClient.bodies(again))
            .as("not what the ack of the batch before the crash has met")
            .containsExactly("after the crash");
      }
      exercise(agent);
      assertThat(agent.logged("Spark sink durable: sequence: durable-epoch, "))
          .singleElement()
          .asString()
          .matches(
              ".*io\\.github\\.flumespark\\.extension\\.sequence\\.DurableEpochSequence"
                  + " 1\\.0\\.0\\S* from file:\\S*/flume-spark-sequence-generators-\\S*\\.jar");
    }

    assertThat(durable).doesNotHaveDuplicates().doesNotContain(open.getSequenceNumber().toString());
    assertThat(durable)
        .extracting(number -> group(number, 1))
        .containsOnly(group(durable.get(0), 1));
    assertThat(durable)
        .extracting(number -> group(number, 2))
        .containsExactly("1", "1", "1", "2", "2", "2");
    assertThat(uuids)
        .hasSize(6)
        .allMatch(number -> number.matches(UUID_V7))
        .doesNotHaveDuplicates();
    assertThat(uuids.subList(0, 3)).isSorted();
    assertThat(uuids.subList(3, 6)).isSorted();
    assertThat(Files.exists(data.resolve("uuid"))).isFalse();
  }

  /** Three batches of each sink: a nacked one, the same again, and another. */
  private void exercise(RoutedAgent agent) throws Exception {
    take(agent, "durable", durable);
    take(agent, "uuid", uuids);
  }

  private static void take(RoutedAgent agent, String sink, List<String> numbers) throws Exception {
    agent.send(sink, "1", "2");
    try (PollingClient client = agent.connect(sink)) {
      EventBatch nacked = Received.poll(client, 1);
      client.nack(nacked);
      EventBatch again = Received.poll(client, 1);
      client.ack(again);
      EventBatch last = Received.poll(client, 1);
      client.ack(last);

      assertThat(Received.events(again)).isEqualTo(Received.events(nacked));
      assertThat(PollingClient.bodies(last)).containsExactly("2");
      for (EventBatch batch : List.of(nacked, again, last)) {
        numbers.add(batch.getSequenceNumber().toString());
      }
    }
  }

  private static String group(String number, int group) {
    Matcher matcher = DURABLE.matcher(number);
    assertThat(matcher.matches()).as(number).isTrue();
    return matcher.group(group);
  }
}
