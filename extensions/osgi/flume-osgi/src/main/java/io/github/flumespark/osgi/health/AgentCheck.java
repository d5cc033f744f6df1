package io.github.flumespark.osgi.health;

import io.github.flumespark.osgi.FlumeAgent;
import io.github.flumespark.osgi.FlumeAgent.Component;
import io.github.flumespark.osgi.FlumeAgent.Kind;
import java.util.Locale;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;

/**
 * An agent: critical where it does not run though it should, or a source or a channel of it does
 * not; a warning where the newest configuration is not in force. Its sinks have checks of their
 * own.
 */
final class AgentCheck implements HealthCheck {

  private final FlumeAgent agent;

  AgentCheck(FlumeAgent agent) {
    this.agent = agent;
  }

  @Override
  public Result execute() {
    FormattingResultLog log = new FormattingResultLog();
    FlumeAgent.State state = agent.state();
    String problem = agent.problem().orElse(null);
    switch (state) {
      case WAITING -> {
        if (problem == null || problem.equals(FlumeAgent.NOTHING_YET)) {
          log.info("No agent runs: {}", problem == null ? "it is about to start" : problem);
        } else {
          log.critical("No agent runs: {}", problem);
        }
      }
      case STARTING, STOPPING ->
          log.temporarilyUnavailable("It is {}", state.name().toLowerCase(Locale.ROOT));
      case RUNNING -> {
        log.info("Agent {} runs", agent.name());
        if (problem != null) {
          log.warn("The newest configuration is not in force: {}", problem);
        }
      }
    }
    for (Component component : agent.components()) {
      if (component.kind() != Kind.SINK && component.problem().isPresent()) {
        log.critical(
            "The {} {} does not run: {}",
            component.kind().name().toLowerCase(Locale.ROOT),
            component.name(),
            component.problem().get());
      }
    }
    agent.warnings().forEach(warning -> log.warn("{}", warning));
    return new Result(log);
  }
}
