package io.github.flumespark.itest.pyspark;

import io.github.flumespark.itest.agent.AgentProcess;
import io.github.flumespark.itest.agent.AgentSetup;
import io.github.flumespark.itest.agent.Agents;
import io.github.flumespark.itest.agent.HttpFeed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A real agent: an HTTP source, a memory channel and the sink. */
final class Agent implements AutoCloseable {

  private static final String CHANNEL =
      """
      agent.channels.ch.type = memory
      agent.channels.ch.capacity = 10000
      agent.channels.ch.transactionCapacity = 1000
      """;

  private final AgentProcess process;
  private final int sink;
  private final int http;

  Agent(Class<?> test) throws IOException, InterruptedException {
    process =
        AgentSetup.of("agent", HttpFeed.SOURCE + CHANNEL + Agents.sink(0, "pollTimeout = 2000"))
            .withHeap("64m")
            .start(Agents.workDirectory(test, "agent"));
    try {
      sink = process.awaitSinkPort(Agents.SINK);
      http = process.awaitHttpPort(0);
    } catch (Throwable e) {
      process.close();
      throw e;
    }
  }

  String sink() {
    return "127.0.0.1:" + sink;
  }

  /** What the tests in Python want to know. */
  Map<String, String> environment() {
    return Map.of(
        "FLUME_SINK",
        sink(),
        "FLUME_HTTP",
        "http://127.0.0.1:" + http + "/",
        "FLUME_WORK",
        Tests.WORK.resolve("out").toString());
  }

  /** Puts requests to a web server, one a second. */
  void put(int count) throws IOException, InterruptedException {
    List<HttpFeed.Event> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Map<String, String> headers =
          Map.of("host", "web-" + i % 2, "timestamp", Long.toString(1767225600000L + 1000L * i));
      String body = "{\"path\": \"/%d\", \"status\": %d}".formatted(i, i % 5 == 0 ? 404 : 200);
      events.add(new HttpFeed.Event(headers, body));
    }
    new HttpFeed(http).put(events);
  }

  @Override
  public void close() {
    process.close();
  }
}
