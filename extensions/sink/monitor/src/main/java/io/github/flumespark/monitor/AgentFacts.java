package io.github.flumespark.monitor;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * All that is known of the agent, for whoever shows it. Thread-safe.
 *
 * @param beans what the components show
 * @param wiring how they are connected
 * @param history what they showed before
 * @param limits from which on something is a problem
 * @param clock tells the time
 * @param since when the agent's configuration was taken up, as the clock tells it
 */
record AgentFacts(
    FlumeBeans beans,
    Wiring wiring,
    History history,
    HealthLimits limits,
    Clock clock,
    long since) {

  private static final long MILLIS_TO_START = 10_000;

  /** A component and the reason for which the agent is not well. */
  record Problem(String kind, String component, String reason) {}

  /** The components of the present configuration: those that an earlier one left are stopped. */
  List<Component> components() {
    return beans.read().stream().filter(Component::isStarted).toList();
  }

  /** What is wrong with them, for people. */
  List<Problem> problems(List<Component> components) {
    List<Problem> problems = new ArrayList<>();
    for (Component component : components) {
      if (component.kind().equals(Component.CHANNEL)) {
        addChannel(component, problems);
      } else if (component.isPolledByClients()) {
        addSink(component, problems);
      }
    }
    if (clock.millis() - since >= MILLIS_TO_START) {
      addMissing(components, problems);
    }
    return problems;
  }

  /** What somebody should know of them though nothing is wrong. */
  static List<Problem> notices(List<Component> components) {
    return components.stream()
        .filter(Component::isPaused)
        .map(
            sink ->
                problem(
                    sink,
                    "has been paused by an operator for %.0f s"
                        .formatted(sink.number("PausedSeconds"))))
        .toList();
  }

  private void addChannel(Component channel, List<Problem> problems) {
    double percent = channel.number("ChannelFillPercentage");
    if (channel.number("ChannelCapacity") > 0 && percent >= limits.channelPercent()) {
      problems.add(
          problem(
              channel,
              "is %.0f %% full, with %.0f of %.0f events; allowed: less than %d %%"
                  .formatted(
                      percent,
                      channel.number("ChannelSize"),
                      channel.number("ChannelCapacity"),
                      limits.channelPercent())));
    }
  }

  private void addSink(Component sink, List<Problem> problems) {
    if (sink.number("Port") == 0) {
      problems.add(problem(sink, "is down: it does not listen; the log tells why"));
      return;
    }
    if (history.millisWithoutPoll(sink.name()) >= limits.pollSilence().toMillis()) {
      problems.add(
          problem(
              sink,
              "has had no poll of a client for %d s"
                  .formatted(history.millisWithoutPoll(sink.name()) / 1000)));
    }
    if (sink.number("StuckExtensionCallCount") > 0) {
      problems.add(problem(sink, "has an extension that does not return; the log has its stack"));
    }
    if (!sink.text("ExtensionsProblem").isEmpty()) {
      problems.add(problem(sink, "could not load its extensions anew; the log tells why"));
    }
  }

  /** Of the configured components, those that should have shown themselves by now. */
  private void addMissing(List<Component> components, List<Problem> problems) {
    for (Wiring.Part part : wiring.parts()) {
      boolean there = components.stream().anyMatch(part::isOf);
      if (part.type().equals("org.apache.spark.streaming.flume.sink.SparkSink") && !there) {
        problems.add(new Problem(part.kind(), part.name(), "has not started; the log tells why"));
      }
    }
  }

  private static Problem problem(Component component, String reason) {
    return new Problem(component.kind(), component.name(), reason);
  }
}
