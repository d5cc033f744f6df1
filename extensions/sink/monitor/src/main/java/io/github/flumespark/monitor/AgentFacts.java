package io.github.flumespark.monitor;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * All that is known of the agent, for whoever shows it. Thread-safe.
 *
 * @param source the agents
 * @param history what they showed before
 * @param limits from which on something is a problem
 * @param clock tells the time
 * @param since when the agent's configuration was taken up, as the clock tells it
 */
record AgentFacts(Agents source, History history, HealthLimits limits, Clock clock, long since) {

  private static final long MILLIS_TO_START = 10_000;

  /**
   * A component and the reason for which its agent is not well.
   *
   * @param agent empty where the JVM is the agent
   */
  record Problem(String agent, String kind, String component, String reason) {}

  /** The agents as they are now. */
  List<Agent> agents() {
    return source.read();
  }

  /** What is wrong with them, for people. */
  List<Problem> problems(List<Agent> agents) {
    List<Problem> problems = new ArrayList<>();
    for (Agent agent : agents) {
      problems.addAll(agent.problems());
      for (Component component : agent.components()) {
        if (component.kind().equals(Component.CHANNEL)) {
          addChannel(component, problems);
        } else if (component.isPolledByClients()) {
          addSink(component, problems);
        }
      }
      if (clock.millis() - since >= MILLIS_TO_START) {
        addMissing(agent, problems);
      }
    }
    return problems;
  }

  /** What somebody should know of them though nothing is wrong. */
  static List<Problem> notices(List<Agent> agents) {
    return agents.stream()
        .flatMap(agent -> agent.components().stream())
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
    if (history.millisWithoutPoll(sink) >= limits.pollSilence().toMillis()) {
      problems.add(
          problem(
              sink,
              "has had no poll of a client for %d s"
                  .formatted(history.millisWithoutPoll(sink) / 1000)));
    }
    if (sink.number("StuckExtensionCallCount") > 0) {
      problems.add(problem(sink, "has an extension that does not return; the log has its stack"));
    }
    if (!sink.text("ExtensionsProblem").isEmpty()) {
      problems.add(problem(sink, "could not load its extensions anew; the log tells why"));
    }
  }

  /** Of the configured components, those that should have shown themselves by now. */
  private static void addMissing(Agent agent, List<Problem> problems) {
    for (Wiring.Part part : agent.parts()) {
      boolean there = agent.components().stream().anyMatch(part::isOf);
      boolean told =
          agent.problems().stream()
              .anyMatch(
                  known ->
                      known.kind().equals(part.kind()) && known.component().equals(part.name()));
      if (part.type().equals("org.apache.spark.streaming.flume.sink.SparkSink")
          && !there
          && !told) {
        problems.add(
            new Problem(
                agent.name(), part.kind(), part.name(), "has not started; the log tells why"));
      }
    }
  }

  private static Problem problem(Component component, String reason) {
    return new Problem(component.agent(), component.kind(), component.name(), reason);
  }
}
