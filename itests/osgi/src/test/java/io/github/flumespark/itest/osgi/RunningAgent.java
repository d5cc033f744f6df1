package io.github.flumespark.itest.osgi;

import java.util.Map;
import java.util.function.Consumer;

/** An agent in a framework, with the names that {@link Agents} gives to its parts. */
final class RunningAgent implements AutoCloseable {

  private final Container container;
  private final AutoCloseable agent;

  RunningAgent(Container container, AutoCloseable agent) {
    this.container = container;
    this.agent = agent;
  }

  /** Puts an event into the source; see FeedSource. It is in the channel afterwards. */
  @SuppressWarnings("unchecked")
  void feed(Map<String, String> event) {
    Consumer<Map<String, String>> source = container.service(Consumer.class, "feed");
    Container.inside(
        () -> {
          source.accept(event);
          return null;
        });
  }

  /** The sink's port, once it listens. */
  int awaitPort() {
    return awaitPort(0);
  }

  /** The sink's port, once it has begun to listen behind that place in the log. */
  int awaitPort(int mark) {
    return Integer.parseInt(
        container.awaitLog("Spark sink spark-sink is listening on \\S+:(\\d+)", mark).group(1));
  }

  @Override
  public void close() {
    Container.inside(
        () -> {
          agent.close();
          return null;
        });
  }
}
