package io.github.flumespark.itest.extensions;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flumespark.itest.agent.Agents;
import io.github.flumespark.itest.agent.Consumer;
import io.github.flumespark.itest.agent.PollingClient;
import io.github.flumespark.itest.client.ClientEvent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.streaming.flume.sink.EventBatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A transformer that throws for one event, under each onError: what is lost, and who hears of it.
 */
class OnErrorIT {

  private static final String SPLIT = "io.github.flumespark.extension.transformer.Split";

  /** Class and place; the message of an exception may quote an event, and is not shown. */
  private static final String REASON = SPLIT + "$TooManyPartsException at " + SPLIT;

  /** Three parts are too many; for the sink that fails, until its configuration changes. */
  private static final String[] EVENTS = {"1", "2;3", "4;5;6", "7"};

  private static RoutedAgent agent;
  private static AgentBeans beans;

  @BeforeAll
  static void startAgent() throws Exception {
    agent = RoutedAgent.start(Agents.workDirectory(OnErrorIT.class, "agent"), sinks(2));
    agent.send("fail", EVENTS);
    agent.send("drop", EVENTS);
    agent.send("pass", EVENTS);
    beans = new AgentBeans(agent.process());
  }

  private static Map<String, String> sinks(int maxPartsUnderFail) {
    Map<String, String> sinks = new LinkedHashMap<>();
    for (String onError : List.of("fail", "drop", "pass")) {
      sinks.put(
          onError,
          """
          transformers = parts
          transformers.parts.type = split
          transformers.parts.delimiter = ;
          transformers.parts.maxParts = %d
          transformers.parts.onError = %s
          """
              .formatted(onError.equals("fail") ? maxPartsUnderFail : 2, onError));
    }
    return sinks;
  }

  @AfterAll
  static void stopAgent() throws Exception {
    if (beans != null) {
      beans.close();
    }
    agent.close();
  }

  @Test
  void dropLeavesOutThatEventAloneAndSaysSo() throws Exception {
    List<ClientEvent> events = Received.afterRedelivery(agent, "drop", 4);

    assertThat(events).extracting(ClientEvent::body).containsExactly("1", "2", "3", "7");
    assertThat(agent.logged("onError=drop: in all"))
        .first()
        .asString()
        .contains("Sink drop: transformer 'parts' (" + SPLIT + ") threw, onError=drop")
        .contains("in all 1 events dropped and 0 passed on unaltered. The latest: " + REASON);
    // Each of the three deliveries counts: the events were transformed for each.
    assertThat(beans.count("drop", "TransformerErrorCount")).isEqualTo(3);
    assertThat(beans.count("drop", "TransformerDroppedEventCount")).isEqualTo(3);
    assertThat(beans.count("drop", "TransformerEmittedEventCount")).isEqualTo(3 * 4);
    assertThat(beans.count("drop", "EventDrainSuccessCount")).isEqualTo(4);
  }

  @Test
  void passSendsThatEventAsItWasAndSaysSo() throws Exception {
    List<ClientEvent> events = Received.afterRedelivery(agent, "pass", 5);

    assertThat(events).extracting(ClientEvent::body).containsExactly("1", "2", "3", "4;5;6", "7");
    assertThat(agent.logged("onError=pass: in all"))
        .first()
        .asString()
        .contains("Sink pass: transformer 'parts' (" + SPLIT + ") threw, onError=pass")
        .contains("in all 0 events dropped and 1 passed on unaltered. The latest: " + REASON);
    assertThat(beans.count("pass", "TransformerErrorCount")).isEqualTo(3);
    assertThat(beans.count("pass", "TransformerDroppedEventCount")).isZero();
    assertThat(beans.count("pass", "TransformerEmittedEventCount")).isEqualTo(3 * 5);
    assertThat(beans.count("pass", "EventDrainSuccessCount")).isEqualTo(5);
  }

  @Test
  void failBlocksTheChannelAndLosesNothing() throws Exception {
    String problem = "Transformer 'parts' (" + SPLIT + ") failed: " + REASON;
    try (PollingClient client = agent.connect("fail")) {
      for (int i = 0; i < 2; i++) {
        EventBatch batch = client.poll(100);

        assertThat(batch.getErrorMsg().toString()).contains(problem);
        assertThat(batch.getEvents()).isEmpty();
      }
      // What comes before it can be had; behind it the channel is blocked.
      assertThat(Consumer.drain(client, 3, 3)).containsExactly("1", "2", "3");
      assertThat(client.poll(1).getErrorMsg().toString()).contains(problem);
    }
    assertThat(agent.logged("Sink fail: ")).anyMatch(line -> line.contains(problem));
    assertThat(beans.count("fail", "TransformerErrorCount")).isGreaterThanOrEqualTo(3);
    assertThat(beans.count("fail", "TransformerDroppedEventCount")).isZero();
    assertThat(beans.count("fail", "EventDrainSuccessCount")).isEqualTo(3);

    agent.reconfigure(sinks(3));

    try (PollingClient client = agent.connect("fail")) {
      EventBatch batch = Received.poll(client, 4);
      client.ack(batch);
      assertThat(PollingClient.bodies(batch)).containsExactly("4", "5", "6", "7");
      assertThat(Received.poll(client, 100).getEvents()).isEmpty();
    }
  }
}
